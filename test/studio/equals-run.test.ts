import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Stream } from '../../src/core/plan/stream.js';
import { builtInTransforms } from '../../src/core/transforms/catalogue.js';
import type { PreviewLine } from '../../src/studio/protocol.js';
import { augmentRun } from '../support/command.js';
import { temporaryFolder } from '../support/folders.js';
import { chooseSteps, stepOf } from '../support/random-recipes.js';
import { hasBrowser, openStudio } from './browser.js';
import type { OpenedStudio } from './browser.js';

/**
 * Random recipes on photos of several kinds: what the page downloads is to the byte what `run` writes. The page is given each recipe
 * with one photo by its address, and asks for the others by itself. More of them:
 * `RECIPES=300 npx vitest run test/studio/equals-run.test.ts`
 */
const RECIPES = Number(process.env.RECIPES ?? 30);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VARIANTS = 2;
const SIDE = 240;
const FORMATS = ['same', 'same', 'jpeg', 'png', 'webp', 'tiff'];
/** Others need a pool, or other steps. */
const NAMES = builtInTransforms.entries
  .filter(({ group }) => ['spatial', 'pixel', 'dropout', 'policy'].includes(group))
  .map(({ name }) => name);
/** Photos are smaller than the crops of the examples. */
const SMALL = { pad_if_needed: true, height: 160, width: 160, min_max_height: [80, 160], size: [160, 200] };
const LABELS = '0 0.5 0.5 0.4 0.5\n1 0.3 0.6 0.3 0.3\n';

type Photo = (file: string) => Sharp;
const small: Photo = (file) => sharp(path.join(ROOT, 'raw-images', file)).resize(SIDE);

/** By name: how each is made. */
const PHOTOS: Readonly<Record<string, () => Sharp>> = {
  'turned.jpg': () => small('race horse.jpg').withMetadata({ orientation: 6 }).jpeg({ quality: 88 }),
  'grey.jpg': () => small('soccer.jpg').toColourspace('b-w').jpeg(),
  'alpha.png': () => small('coffee.png').ensureAlpha(0.6).png(),
  'full.jpg': () => small('surfer.jpg').jpeg({ chromaSubsampling: '4:4:4', quality: 93 }),
  'deep.png': () => small('astronaut.png').toColourspace('rgb16').gamma(1.7).png(),
};
const KEYS = Object.keys(PHOTOS);

interface Case {
  readonly recipe: string;
  /** By key in the output. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** By key of the photo: why it has none. */
  readonly failures: ReadonlyMap<string, string>;
}

/** What the page got for a photo. */
interface Got {
  readonly refusal?: string;
  readonly files: readonly { readonly key: string; readonly base64: string }[];
}

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  const input = path.join(folder, 'in');
  await mkdir(input);
  await writeFile(path.join(input, 'data.yaml'), 'names: [a, b]\n');
  for (const [key, photo] of Object.entries(PHOTOS)) {
    await photo().toFile(path.join(input, key));
    await writeFile(path.join(input, `${path.parse(key).name}.txt`), LABELS);
  }
  studio = await openStudio(folder);
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

function randomRecipe(random: Stream, seed: number): string {
  const steps = chooseSteps(random, NAMES).map((name) => stepOf(name, SMALL));
  const chosen = random.integer(0, 3) === 0 ? [{ SomeOf: { transforms: steps, n: 1, p: 1 } }] : steps;
  const format = FORMATS[random.integer(0, FORMATS.length - 1)]!;
  const output = { originals: true, format, quality: random.integer(60, 95) };
  return stringify({ seed, variants: VARIANTS, transforms: chosen, output });
}

async function runOf(recipe: string, seed: number): Promise<Case> {
  const [file, output] = [path.join(folder, `${seed}.yaml`), path.join(folder, `out-${seed}`)];
  await writeFile(file, recipe);
  const { summary } = await augmentRun(path.join(folder, 'in'), output, '--recipe', file);
  const failures = new Map(summary.failures.map(({ key, reason }) => [key, reason]));
  const files = new Map<string, Buffer>();
  for (const name of await readdir(output).catch(() => []))
    files.set(name, await readFile(path.join(output, name)));
  await rm(output, { recursive: true, force: true });
  return { recipe, files, failures };
}

/** Runs in the page: asks as the page does, with its token. */
async function askFor({ keys, recipe }: { keys: readonly string[]; recipe: string }): Promise<Got[]> {
  const token = sessionStorage.getItem('token');
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const got: Got[] = [];
  for (const key of keys) {
    const body = JSON.stringify({ key, recipe, most: 12, side: 320, withLabels: true });
    const answer = await fetch('./api/variants', { method: 'POST', headers, body });
    const lines = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as PreviewLine);
    const refused = lines.find((line) => 'message' in line);
    if (refused) {
      got.push({ refusal: refused.message, files: [] });
      continue;
    }
    const variants = lines.flatMap((line) => ('number' in line ? line.variants : []));
    const files = [];
    for (const variant of variants) {
      const file = await fetch(`./api/pictures/${variant.id}?form=file`, { headers });
      const bytes = new Uint8Array(await file.arrayBuffer());
      const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
      files.push({ key: variant.key, base64: btoa(text) });
    }
    got.push({ files });
  }
  return got;
}

function expectEqual(key: string, { refusal, files }: Got, { recipe, files: written, failures }: Case): void {
  const failure = failures.get(key);
  if (failure !== undefined) {
    expect(refusal, `${key}\n${recipe}`).toContain(failure.replace(`${key}: `, ''));
    return;
  }
  expect(refusal, `${key}\n${recipe}`).toBeUndefined();
  expect(files.length).toBe(VARIANTS + 1);
  for (const { key: name, base64 } of files) {
    const isSame = written.get(name)?.equals(Buffer.from(base64, 'base64')) ?? false;
    expect(isSame, `${name}\n${recipe}`).toBe(true);
  }
}

/** The page shows the photo and its variants, each in the shape of the file that `run` wrote: larger ones are reduced. */
async function expectShown(page: Page, key: string, { recipe, files, failures }: Case): Promise<void> {
  if (failures.has(key)) {
    await page.getByRole('alert').first().waitFor();
    return;
  }
  const variants = `${key.replace('.', '_')}.v`;
  const names = [...files.keys()].filter((name) => name === key || name.startsWith(variants));
  const pictures = names.filter((name) => !name.endsWith('.txt'));
  for (const name of pictures) {
    const { autoOrient: upright } = await sharp(files.get(name)).metadata();
    const shown = page.getByAltText(`The picture ${name}`);
    await shown.waitFor();
    const [width, height] = await shown.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight] as const;
    });
    const scale = Math.max(width, height) / Math.max(upright.width, upright.height);
    expect(scale, `${name}\n${recipe}`).toBeLessThanOrEqual(1);
    const least = Math.min(upright.width, upright.height);
    expect(Math.abs(Math.min(width, height) - scale * least), `${name}\n${recipe}`).toBeLessThan(1);
    expect(Math.sign(width - height)).toBe(Math.sign(upright.width - upright.height));
  }
  expect(pictures.length).toBe(VARIANTS + 1);
}

describe.skipIf(!hasBrowser)('the page of the studio', () => {
  it(`downloads to the byte what run writes, by ${RECIPES} random recipes`, async () => {
    const random = new Stream([5, 23, 71, 113]);
    const recipes = Array.from({ length: RECIPES }, (_, seed) => randomRecipe(random, seed));
    let compared = 0;
    const runAt = async (seed: number): Promise<Case | undefined> => {
      const recipe = recipes[seed];
      return recipe === undefined ? undefined : runOf(recipe, seed);
    };
    let next = runAt(0);
    for (const [seed, recipe] of recipes.entries()) {
      const made = (await next)!;
      // Done while the page works on this one.
      next = runAt(seed + 1);
      const shown = KEYS[seed % KEYS.length]!;
      const given = new URLSearchParams({ tab: 'recipe', image: shown, recipe });
      const { page, complaints } = await studio.open(`&${given.toString()}`);
      await expectShown(page, shown, made);
      const got = await page.evaluate(askFor, { keys: KEYS, recipe });
      KEYS.forEach((key, i) => {
        expectEqual(key, got[i]!, made);
      });
      compared += got.reduce((sum, { files }) => sum + files.length, 0);
      if (made.failures.size === 0) expect(complaints).toEqual([]);
      await page.close();
    }
    // Few photos are refused by a recipe, so that there is something to compare.
    expect(compared).toBeGreaterThan(0.8 * RECIPES * KEYS.length * (VARIANTS + 1));
  }, 400_000);
});
