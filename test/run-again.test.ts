import { existsSync } from 'node:fs';
import { cp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { augment, augmentRun, start } from './support/command.js';
import { makeDataset, makeImage, IMAGES, RECIPE } from './support/dataset.js';
import { eventually } from './support/eventually.js';
import {
  fileIdentities,
  snapshot,
  stateOf,
  temporaryFolder,
  withoutIndex,
  writeFiles,
} from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const VARIANTS = 4;
/** The time of one image, in whole seconds, which every file system keeps. */
const TIME = 1_500_000_000;

let folder: string;
/** Unchanged images, and the output that one worker made from them. */
let images: string;
let made: string;
let recipe: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  images = path.join(folder, 'images');
  made = path.join(folder, 'made');
  recipe = path.join(folder, 'recipe.yaml');
  await makeDataset(images);
  await writeFile(recipe, RECIPE);
  await utimes(path.join(images, IMAGES[0]!), TIME, TIME);
  const { code, summary } = await augmentRun(images, made, '--recipe', recipe, '--workers', '1');
  expect(code).toBe(0);
  expect(summary).toMatchObject({ images: IMAGES.length + 2, unchanged: 0, decoded: IMAGES.length });
});

/** Copies of the images and their output. */
async function copies(name: string): Promise<{ input: string; output: string }> {
  const [input, output] = [path.join(folder, name, 'images'), path.join(folder, name, 'out')];
  await cp(images, input, { recursive: true, preserveTimestamps: true });
  await cp(made, output, { recursive: true });
  await cp(stateOf(made), stateOf(output), { recursive: true });
  return { input, output };
}

function run(input: string, output: string, ...flags: readonly string[]) {
  return augmentRun(input, output, '--recipe', recipe, '--workers', '2', ...flags);
}

const stateIdentities = async (output: string) => withoutIndex(await fileIdentities(stateOf(output)));
const everything = async (output: string) => ({
  output: await snapshot(output),
  state: withoutIndex(await snapshot(stateOf(output))),
});

/** Which files were written between two snapshots, and which are gone. */
function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]).sort();
}

/** The images and labels of variants of an image in `images/train`. */
function outputsOf(image: string, variants = [1, 2, 3, 4]): string[] {
  const [stem, ending] = [path.parse(image).name, path.extname(image)];
  const base = `${path.dirname(image)}/${stem}_${ending.slice(1)}.v`;
  const images = variants.map((variant) => `${base}${variant}${ending}`);
  const labels = variants.map((variant) => `${base.replace('images/', 'labels/')}${variant}.txt`);
  return [...images, ...labels].sort();
}

describe('a second run', () => {
  it('gives the same bytes with another number of workers, in the state too', async () => {
    const output = path.join(folder, 'four-workers');
    await augmentRun(images, output, '--recipe', recipe, '--workers', '4');
    expect(await everything(output)).toEqual(await everything(made));
  });

  it('writes nothing and decodes nothing', async () => {
    const before = [await fileIdentities(made), await stateIdentities(made)];
    const { code, summary } = await run(images, made);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ unchanged: IMAGES.length + 2, variants: 0, written: 0, decoded: 0 });
    expect([await fileIdentities(made), await stateIdentities(made)]).toEqual(before);
  });

  it('notices an image that was replaced by another of the same size and time', async () => {
    const { input, output } = await copies('replaced-photo');
    const image = path.join(input, IMAGES[0]!);
    const old = await stat(image);
    await writeFile(image, withOtherColours(await readFile(image)));
    await utimes(image, TIME, TIME);
    expect(old.mtimeMs).toBe(TIME * 1000);
    expect(await stat(image)).toMatchObject({ size: old.size, mtimeMs: old.mtimeMs });

    const before = await fileIdentities(output);
    const { summary } = await run(input, output);
    expect(summary).toMatchObject({ unchanged: IMAGES.length + 1, variants: VARIANTS, decoded: 1 });
    expect(changed(before, await fileIdentities(output))).toEqual(outputsOf(IMAGES[0]!));
  });

  it('makes again only what depends on a changed label', async () => {
    const { input, output } = await copies('changed-label');
    const label = path.join(input, 'labels/train/shop/till.txt');
    await writeFile(label, (await readFile(label, 'utf8')).replace('0.2 0.3', '0.2 0.31'));
    const before = [await fileIdentities(output), await stateIdentities(output)] as const;
    const { summary } = await run(input, output);
    expect(summary).toMatchObject({ unchanged: IMAGES.length + 1, variants: VARIANTS, decoded: 1 });
    // The images come out unchanged, so they stay.
    const labels = outputsOf('images/train/shop/till.png').filter((key) => key.startsWith('labels/'));
    expect(changed(before[0], await fileIdentities(output))).toEqual(labels);
    expect(changed(before[1], await stateIdentities(output))).toEqual([
      'records/images/train/shop/till.png.json',
    ]);
  });

  it('makes only the new ones of more variants, and ends as if there had never been fewer', async () => {
    const { input, output } = await copies('more-variants');
    const before = await fileIdentities(output);
    const { summary } = await run(input, output, '--variants', '6');
    expect(summary).toMatchObject({ variants: 2 * IMAGES.length, decoded: IMAGES.length });
    expect(changed(before, await fileIdentities(output))).toEqual(
      IMAGES.flatMap((image) => outputsOf(image, [5, 6])).sort(),
    );
    const atOnce = path.join(folder, 'six-variants');
    await run(input, atOnce, '--variants', '6');
    expect(await everything(output)).toEqual(await everything(atOnce));
  });

  it('reports the stale outputs of fewer variants, and removes them if requested', async () => {
    const { input, output } = await copies('fewer-variants');
    const surplus = IMAGES.flatMap((image) => outputsOf(image, [3, 4])).sort();
    const before = await fileIdentities(output);
    const reported = await run(input, output, '--variants', '2');
    expect(reported.summary).toMatchObject({ written: 0, decoded: 0, staleOutputs: surplus, removed: [] });
    expect(await fileIdentities(output)).toEqual(before);
    const cleared = await run(input, output, '--variants', '2', '--delete');
    expect(cleared.summary).toMatchObject({ written: 0, decoded: 0, staleOutputs: [], removed: surplus });
    expect(changed(before, await fileIdentities(output))).toEqual(surplus);
  });

  it('reports the stale outputs of a deleted image, removes them if requested, and never changes foreign files', async () => {
    const { input, output } = await copies('deleted-photo');
    const [gone, edited] = [IMAGES[0]!, outputsOf(IMAGES[0]!)[0]!];
    const foreign = { 'images/train/notes.txt': 'mine', 'images/train/street_jpg.v9.jpg': 'mine too' };
    await writeFiles(output, { ...foreign, [edited]: 'edited by hand' });
    await rm(path.join(input, gone));
    const ours = outputsOf(gone).filter((key) => key !== edited);
    const reported = await run(input, output);
    expect(reported.summary).toMatchObject({ decoded: 0, staleOutputs: ours, removed: [] });
    const before = await fileIdentities(output);
    const cleared = await run(input, output, '--delete');
    expect(cleared.summary).toMatchObject({ decoded: 0, staleOutputs: [], removed: ours, edited: [edited] });
    expect(cleared.stderr).toContain(`kept, as another program has changed them: 1 stale output (${edited})`);
    expect(changed(before, await fileIdentities(output))).toEqual(ours);
    expect(existsSync(path.join(stateOf(output), 'records', `${gone}.json`))).toBe(false);
  });

  it('reports a data-set file that the recipe no longer asks for, and removes it if requested', async () => {
    const { input, output } = await copies('described');
    const coco = path.join(folder, 'coco.yaml');
    await writeFile(coco, `${RECIPE}\nlabels: {write: coco}\n`);
    await augmentRun(input, output, '--recipe', coco, '--delete');
    const described = Object.keys(await snapshot(output)).filter((key) => key.endsWith('.json'));
    expect(described.length).toBeGreaterThan(0);

    const reported = await run(input, output);
    expect(reported.summary.staleOutputs).toEqual(expect.arrayContaining(described));
    const cleared = await run(input, output, '--delete');
    expect(cleared.summary.removed).toEqual(expect.arrayContaining(described));
    expect((await everything(output)).state).toEqual((await everything(made)).state);
  });

  it('keeps labels of an image when another image that shared them is gone', async () => {
    const { input, output } = await copies('shared-labels');
    await writeFiles(input, { 'images/val/pair.jpg': await makeImage('pair.jpg', 3) });
    await writeFiles(input, { 'images/val/pair.png': await makeImage('pair.png', 3) });
    await writeFiles(input, { 'labels/val/pair.txt': '0 0.5 0.5 0.2 0.2\n' });
    await run(input, output);
    await rm(path.join(input, 'images/val/pair.png'));
    const { summary } = await run(input, output, '--delete');
    expect(summary.removed).toEqual(['images/val/pair.png']);
    expect(existsSync(path.join(output, 'labels/val/pair.txt'))).toBe(true);
  });

  it('fails by name if a foreign file is in the way, and does the rest', async () => {
    const output = path.join(folder, 'in-the-way');
    const inTheWay = outputsOf(IMAGES[0]!)[1]!;
    await writeFiles(output, { [inTheWay]: 'precious' });
    const { code, summary, stderr } = await run(images, output);
    expect(code).toBe(1);
    expect(summary.failures.map(({ key }) => key)).toEqual([IMAGES[0]]);
    expect(stderr).toContain(inTheWay);
    expect(stderr).not.toMatch(/\n\s+at /);
    const whole = await snapshot(made);
    const missing = outputsOf(IMAGES[0]!).filter((key) => key !== inTheWay);
    expect(changed(whole, await snapshot(output))).toEqual([inTheWay, ...missing].sort());
    expect(await readFile(path.join(output, inTheWay), 'utf8')).toBe('precious');

    await rm(path.join(output, inTheWay));
    expect((await run(images, output)).code).toBe(0);
    expect(await everything(output)).toEqual(await everything(made));
  });

  it('makes everything again for another seed, and only JPEG files for another quality', async () => {
    const { input, output } = await copies('other-settings');
    const before = await snapshot(output);
    const seeded = await run(input, output, '--seed', 'another');
    expect(seeded.summary).toMatchObject({ decoded: IMAGES.length, staleOutputs: [] });
    const images = IMAGES.flatMap((image) => outputsOf(image)).filter((key) => key.startsWith('images/'));
    expect(changed(before, await snapshot(output))).toEqual(expect.arrayContaining(images));

    const { output: other } = await copies('other-quality');
    const finer = await run(input, other, '--quality', '60');
    const jpegs = images.filter((key) => !key.endsWith('.png')).sort();
    expect(finer.summary).toMatchObject({ decoded: IMAGES.length, written: jpegs.length });
    expect(changed(before, await snapshot(other))).toEqual(jpegs);
  });
});

describe('a run that is disturbed', () => {
  it('ends with 130 when interrupted, and continues in the next run', async () => {
    const [output, whole] = [path.join(folder, 'interrupted'), path.join(folder, 'not-interrupted')];
    const flags = ['--recipe', recipe, '--workers', '1', '--variants', '20'];
    const { process: child, ended } = start('run', images, output, ...flags);
    await eventually(() => {
      expect(existsSync(output)).toBe(true);
    });
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('run the same command again to continue');

    const resumed = await augmentRun(images, output, ...flags);
    expect(resumed.code).toBe(0);
    expect(resumed.summary.unchanged).toBeGreaterThan(0);
    await augmentRun(images, whole, ...flags);
    expect(await everything(output)).toEqual(await everything(whole));
  });

  it('makes the same bytes beside another run on the same output, at first and with another recipe', async () => {
    const output = path.join(folder, 'two-at-once');
    const both = (...flags: string[]) =>
      Promise.all([run(images, output, ...flags), run(images, output, ...flags)]);
    for (const { code, stderr } of await both()) expect(code, stderr).toBe(0);
    expect(await everything(output)).toEqual(await everything(made));

    for (const { code, stderr } of await both('--seed', 'x')) expect(code, stderr).toBe(0);
    const { output: alone } = await copies('one-alone');
    await run(images, alone, '--seed', 'x');
    expect(await everything(output)).toEqual(await everything(alone));
  });

  it('recognises outputs of an interrupted run whose image is deleted before the next run', async () => {
    const { input, output } = await copies('gone-before');
    const hashes = await snapshot(output);
    const files = outputsOf(IMAGES[0]!).map((key) => ({ key, sha256: hashes[key] }));
    const step = { step: 'write', source: IMAGES[0], time: 0, files };
    await writeFiles(stateOf(output), { 'journal/left.jsonl': `\n{"version":1}\n${JSON.stringify(step)}` });
    await rm(path.join(stateOf(output), 'records', `${IMAGES[0]!}.json`));
    await rm(path.join(input, IMAGES[0]!));
    expect((await run(input, output)).summary.staleOutputs).toEqual(outputsOf(IMAGES[0]!));
    expect((await run(input, output, '--delete')).summary.removed).toEqual(outputsOf(IMAGES[0]!));
    expect((await augment('verify', input, output)).code).toBe(0);
    expect(Object.keys(await snapshot(stateOf(output))).filter((key) => key.startsWith('journal/'))).toEqual(
      [],
    );
  });
});

/** The same JPEG with a coarser quantisation of one coefficient: the same length, and another image. */
function withOtherColours(jpeg: Buffer): Buffer {
  const table = jpeg.indexOf(Buffer.from([0xff, 0xdb]));
  const changedBytes = Buffer.from(jpeg);
  changedBytes[table + 6]! += 5;
  return changedBytes;
}
