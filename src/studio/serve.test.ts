import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { augmentRun } from '../../test/support/command.js';
import { temporaryFolder, writeFiles } from '../../test/support/folders.js';
import { imageFiles, YOLO } from '../../test/support/layout-files.js';
import { builtInModules } from '../core/modules.js';
import { parseRecipe } from '../core/recipe/index.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { standardStores } from '../stores/standard.js';
import type { ImportedRecipe } from '../core/recipe/import/index.js';
import type { ImageList, Overview, Preview, PreviewLine, RecipeFile, Refusal, RunSize } from './protocol.js';
import { EditedRecipe } from './recipe-file.js';
import type { RunState, WrittenOutput } from './run-protocol.js';
import { serveStudio } from './serve.js';
import type { Studio } from './serve.js';

const RECIPE = `variants: 3
transforms:
  - Affine: {rotate: [-30, 30], p: 1}
  - RandomBrightnessContrast: {p: 1}
`;
/** How the page asks for pictures. */
const LOOK = { side: 160, withLabels: true };
const HOSTILE = '<img src=x onerror=alert(1)>.jpg';

const reads: string[] = [];

class CountedStore extends DecoratedStore {
  override read(key: string) {
    reads.push(key);
    return super.read(key);
  }
}

let folder: string;
let studio: Studio;
let origin: string;
let token: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
  await writeFiles(input, {
    ...(await imageFiles(
      'images/train/a.jpg',
      'images/train/b.png',
      'images/val/c.jpg',
      `images/val/${HOSTILE}`,
    )),
    'images/train/broken.jpg': 'no picture',
    'labels/train/a.txt': YOLO,
    'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
  });
  await writeFiles(folder, { 'secret.txt': 'secret', 'recipe.yaml': RECIPE });
  studio = await serveStudio(
    {
      ...{ input, output, stores: standardStores, modules: builtInModules },
      cache: path.join(folder, 'cache'),
      store: new CountedStore(await standardStores.locate(input).open('input')),
      recipe: new EditedRecipe({ text: '', from: 'nowhere' }, path.join(folder, 'recipe.yaml')),
      parse: (text) => Promise.resolve(parseRecipe(text, 'recipe.yaml')),
      shipped: [],
      describe: { inventory: () => ['understood'], summary: ({ done }) => [`${done} done`] },
    },
    0,
  );
  ({ origin } = new URL(studio.address));
  token = new URLSearchParams(new URL(studio.address).hash.slice(1)).get('token')!;
});

afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

const ask = (address: string, init: Omit<RequestInit, 'headers'> = {}) =>
  fetch(`${origin}/api${address}`, {
    ...init,
    headers: { Authorization: `Bearer ${token}` },
  });

async function answer<T>(address: string, init?: Omit<RequestInit, 'headers'>): Promise<T> {
  const response = await ask(address, init);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

/** All lines of a preview, as one. */
async function previewOf(body: unknown): Promise<Preview> {
  const response = await ask('/variants', post(body));
  expect(response.status, await response.clone().text()).toBe(200);
  const lines = (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PreviewLine);
  const made = lines.flatMap((line) => ('number' in line ? [line] : [])).sort((a, b) => a.number - b.number);
  const variants = made.flatMap((line) => line.variants);
  expect(made.map(({ number }) => number)).toEqual(Array.from(made, (_, i) => i));
  return {
    ...(lines.at(-1) as Pick<Preview, 'notes' | 'milliseconds'>),
    perImage: made[0]!.perImage,
    seed: made[0]!.seed,
    isCopied: made[0]!.isCopied,
    variants,
  };
}

const post = (body: unknown, method = 'POST') => ({ method, body: JSON.stringify(body) });

describe('the server of the studio', () => {
  it('refuses who does not know the token', async () => {
    for (const headers of [{}, { Authorization: 'Bearer no' }, { Authorization: `Bearer ${token}x` }])
      expect((await fetch(`${origin}/api/overview`, { headers })).status).toBe(401);
    expect(token.length).toBeGreaterThan(30);
  });

  it('refuses requests by another name, or from the page of another site', async () => {
    const { request } = await import('node:http');
    const statusFor = (headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        request(`${origin}/api/overview`, { headers: { Authorization: `Bearer ${token}`, ...headers } })
          .on('response', (response) => {
            response.resume();
            resolve(response.statusCode);
          })
          .on('error', reject)
          .end();
      });
    expect(await statusFor({ Host: 'evil.example' })).toBe(403);
    expect(await statusFor({ Origin: 'https://evil.example' })).toBe(403);
    expect(await statusFor({ Origin: 'null' })).toBe(403);
    expect(await statusFor({ Origin: origin })).toBe(200);
  });

  it('lets the page load nothing from elsewhere, and no other page show it', async () => {
    const { headers } = await fetch(`${origin}/index.html`);
    const policy = headers.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('reads no file but images of the data set', async () => {
    for (const key of ['../secret.txt', '/etc/passwd', 'data.yaml', 'images/train/../../../secret.txt']) {
      const response = await ask(`/thumbnail?${new URLSearchParams({ key, side: '64' })}`);
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('it is not an image of this data set');
    }
    for (const address of ['/../package.json', '/..%2fpackage.json', '/assets/../../../package.json'])
      expect((await fetch(`${origin}${address}`)).status).toBe(404);
  });

  it('says what the input has', async () => {
    const overview = await answer<Overview>('/overview');
    expect(overview).toMatchObject({
      images: 5,
      splits: [
        { name: 'train', images: 3 },
        { name: 'val', images: 2 },
      ],
      understood: ['understood'],
    });
    expect(overview.transforms.find(({ name }) => name === 'Affine')?.parameters.length).toBeGreaterThan(5);
  });

  it('lists images, by a part of their names and by split', async () => {
    const keys = async (query: string) =>
      (await answer<ImageList>(`/images?${query}`)).images.map(({ key }) => key);
    expect(await keys('')).toHaveLength(5);
    expect(await keys('split=val')).toEqual([`images/val/${HOSTILE}`, 'images/val/c.jpg']);
    expect(await keys('search=B.PN')).toEqual(['images/train/b.png']);
    const page = await answer<ImageList>('/images?offset=1&limit=2');
    expect([page.total, page.images.length]).toEqual([5, 2]);
    expect((await ask('/images?limit=1000000')).status).toBe(400);
  });

  it('shows a thumbnail, with labels and without', async () => {
    const thumbnail = async (labels: string) => {
      const response = await ask(
        `/thumbnail?${new URLSearchParams({ key: 'images/train/a.jpg', side: '48', labels })}`,
      );
      expect(response.headers.get('Content-Type')).toBe('image/jpeg');
      return Buffer.from(await response.arrayBuffer());
    };
    const [drawn, plain] = [await thumbnail('1'), await thumbnail('0')];
    expect(drawn.equals(plain)).toBe(false);
    const broken = await ask('/thumbnail?key=images/train/broken.jpg&side=48');
    expect(broken.status).toBe(409);
    expect(await broken.text()).toContain('images/train/broken.jpg');
  });

  it('shows an image as its files are now', async () => {
    const thumbnail = async () => {
      const response = await ask('/thumbnail?key=images/train/a.jpg&side=48');
      return Buffer.from(await response.arrayBuffer());
    };
    const before = await thumbnail();
    expect((await thumbnail()).equals(before)).toBe(true);
    const labels = path.join(folder, 'in/labels/train/a.txt');
    await writeFile(labels, YOLO.replace('0.5 0.25', '0.4 0.75'));
    expect((await thumbnail()).equals(before)).toBe(false);
    await writeFile(labels, YOLO);
    expect((await thumbnail()).equals(before)).toBe(true);
  });

  it('keeps thumbnails, and draws one anew whose file is broken', async () => {
    const thumbnail = async () => {
      const response = await ask('/thumbnail?key=images/val/c.jpg&side=52');
      return Buffer.from(await response.arrayBuffer());
    };
    const drawn = await thumbnail();
    const cache = path.join(folder, 'cache');
    const files = await readdir(cache, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name))),
    );
    expect(contents.some((content) => content.subarray(32).equals(drawn))).toBe(true);
    for (const file of files.filter((one) => one.isFile()))
      await writeFile(path.join(file.parentPath, file.name), 'broken');
    expect((await thumbnail()).equals(drawn)).toBe(true);
  });

  it('draws nothing for a page that does not wait for it', async () => {
    const before = reads.length;
    const abort = new AbortController();
    const query = new URLSearchParams({ key: 'images/train/b.png', side: '64' });
    const asked = Array.from({ length: 40 }, () =>
      fetch(`${origin}/api/thumbnail?${query}`, {
        headers: { Authorization: `Bearer ${token}` },
        signal: abort.signal,
      }).catch(() => 'cancelled'),
    );
    await expect.poll(() => reads.length, { interval: 1 }).toBeGreaterThan(before);
    abort.abort();
    expect(await Promise.all(asked)).toContain('cancelled');
    // A request that is answered after them shows that theirs were dropped.
    expect((await ask(`/thumbnail?${query}`)).status).toBe(200);
    expect(reads.length - before).toBeLessThan(40);
  });

  it('previews the very files that a run writes', async () => {
    await augmentRun(
      path.join(folder, 'in'),
      path.join(folder, 'apart'),
      '--recipe',
      path.join(folder, 'recipe.yaml'),
    ).catch(() => undefined);
    for (const key of ['images/train/a.jpg', 'images/train/b.png']) {
      const preview = await previewOf({ key, recipe: RECIPE, most: 12, ...LOOK });
      expect(preview).toMatchObject({ perImage: 3, isCopied: false });
      expect(preview.variants.map(({ variant }) => variant)).toEqual([0, 1, 2, 3]);
      for (const { id, key: output } of preview.variants.slice(1)) {
        const shown = Buffer.from(await (await ask(`/pictures/${id}?form=file`)).arrayBuffer());
        expect(shown.equals(await readFile(path.join(folder, 'apart', output))), output).toBe(true);
      }
    }
    const copied = await previewOf({ key: 'images/val/c.jpg', recipe: RECIPE, most: 1, ...LOOK });
    expect(copied).toMatchObject({ isCopied: true });
  });

  it('shows what a transform does to an image at the ends of its ranges', async () => {
    const example = (transform: string, extreme: string, key = 'images/train/a.jpg') =>
      ask(`/example?${new URLSearchParams({ key, transform, extreme })}`);
    const picture = async (transform: string, extreme: string) => {
      const response = await example(transform, extreme);
      expect(response.status, await response.clone().text()).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    };
    const [least, greatest] = [await picture('Rotate', 'least'), await picture('Rotate', 'greatest')];
    expect(least.equals(greatest)).toBe(false);
    expect((await picture('Rotate', 'least')).equals(least)).toBe(true);
    const { width, height } = await sharp(least).metadata();
    expect(Math.max(width, height)).toBe(160);
    for (const refused of [await example('Blurr', 'least'), await example('Blur', 'least', '../secret.txt')])
      expect(refused.status).toBe(409);
    expect((await example('Blur', 'most')).status).toBe(400);
  });

  it('imports the pipeline of another program, and says what is lost', async () => {
    const text = 'Compose([HorizontalFlip(p=0.5), Nowhere(p=1)])';
    const imported = await answer<ImportedRecipe>('/import', post({ text, name: 'pipeline.txt' }));
    expect(imported.yaml).toContain('HorizontalFlip');
    expect(imported.lost.join()).toContain('Nowhere');
    const refused = await ask('/import', post({ text: 'nothing', name: 'pipeline.txt' }));
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('pipeline.txt')]);
  });

  it('says how much there is to do', async () => {
    const size = (recipe: string) => answer<RunSize>('/size', post({ recipe }));
    // One split gets variants.
    expect(await size(RECIPE)).toMatchObject({ augmented: 3, perImage: 3, originals: 2, isOpen: false });
    expect(await size(`${RECIPE}tiles: {size: [32, 32]}\n`)).toMatchObject({ isOpen: true });
  });

  it('says what is wrong with a recipe, with its place', async () => {
    const response = await ask(
      '/variants',
      post({ key: 'images/train/a.jpg', recipe: 'transforms: [Blurr]', most: 1, ...LOOK }),
    );
    expect(await response.json()).toEqual({
      message: 'recipe.yaml:1:14: transforms[0].Blurr: no transform of this name; did you mean "Blur"?',
    });
    const broken = await ask(
      '/variants',
      post({ key: 'images/train/broken.jpg', recipe: RECIPE, most: 1, ...LOOK }),
    );
    expect(((await broken.json()) as Refusal).message).toContain('images/train/broken.jpg');
    expect((await ask('/variants', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await ask('/pictures/999')).status).toBe(404);
  });

  it('saves the recipe, unless another program has changed the file', async () => {
    const file = path.join(folder, 'recipe.yaml');
    const { text } = await answer<RecipeFile>('/recipe');
    expect(text).toBe(RECIPE);
    const changed = text.replace('3', '2');
    await answer('/recipe', post({ text: changed, before: text }, 'PUT'));
    expect(await readFile(file, 'utf8')).toBe(changed);
    await writeFile(file, RECIPE);
    const refused = await ask('/recipe', post({ text: 'transforms: []', before: changed }, 'PUT'));
    expect(refused.status).toBe(409);
    expect((await ask('/recipe', post({ text: 'transforms: [Blurr]', before: RECIPE }, 'PUT'))).status).toBe(
      422,
    );
    expect(await readFile(file, 'utf8')).toBe(RECIPE);
  });

  it('runs, tells how far it is, and lists what failed', async () => {
    await answer('/run', post({ recipe: RECIPE }));
    let now = await answer<RunState>('/run');
    while (now.state === 'running') now = await answer<RunState>('/run');
    expect(now).toMatchObject({
      ...{ state: 'failed', total: 5, done: 5 },
      failures: [{ key: 'images/train/broken.jpg' }],
      summary: ['4 done'],
    });
    const { variants } = await previewOf({ key: 'images/train/a.jpg', recipe: RECIPE, most: 1, ...LOOK });
    const first = variants[1];
    expect((await readFile(path.join(folder, 'out', first!.key))).length).toBe(first!.bytes);
  });

  it('shows what the run has written, and no other file', async () => {
    const outputs = await answer<readonly WrittenOutput[]>('/run/outputs');
    expect(outputs.map(({ key }) => key).sort()).toEqual(
      ['a_jpg', 'b_png'].flatMap((name) =>
        [1, 2, 3].map((n) => `images/train/${name}.v${n}.${name.slice(2)}`),
      ),
    );
    const shown = outputs.find(({ key }) => key.endsWith('a_jpg.v1.jpg'))!;
    const { image, key } = shown;
    expect(shown).toMatchObject({ image: 'images/train/a.jpg', objects: 1 });
    const picture = await ask(`/run/picture?${new URLSearchParams({ image, key, side: '48' })}`);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    const { width, height } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
    expect(Math.max(width, height)).toBe(48);
    for (const other of ['../secret.txt', 'images/train/a.jpg', 'data.yaml', 'images/train/b_png.v1.png']) {
      const refused = await ask(`/run/picture?${new URLSearchParams({ image, key: other, side: '48' })}`);
      expect(refused.status, other).toBe(404);
    }
  });
});
