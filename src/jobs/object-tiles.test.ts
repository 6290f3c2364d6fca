import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import { findVariant, readRecord } from '../state/record.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { makeImage } from '../../test/support/dataset.js';
import { removeSource } from './remove-source.js';
import { run } from './run.js';
import { updateAll } from './testing/update.js';
import { verify } from './verify.js';

let image: Uint8Array;
beforeAll(async () => {
  image = await makeImage('a.png', 1, 100, 60);
});

const A = 'images/train/a.png';
const LABELS = {
  'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, left/turn, right/turn]\n',
  // [15, 35] × [10, 20], and [40, 60] × [40, 50], both 20 × 10; the second overlaps the third.
  'labels/train/a.txt': '0 0.25 0.25 0.2 0.166666\n1 0.5 0.75 0.2 0.166666\n0 0.6 0.75 0.2 0.333333\n',
  'labels/train/none.txt': '',
  'labels/val/b.txt': '1 0.75 0.25 0.2 0.2\n',
};

function filled(): MemoryStores {
  const stores = memoryStores(true);
  for (const key of [A, 'images/train/none.png', 'images/val/b.png']) stores.input.put(key, image);
  for (const [key, text] of Object.entries(LABELS)) stores.input.put(key, new TextEncoder().encode(text));
  return stores;
}

const textOf = (tiles: string, more = '') =>
  `tiles: ${tiles}\ntransforms: [HorizontalFlip: {p: 1}]\nlabels: {swap: {left/turn: right/turn}}\n${more}`;

function runWith(tiles: string, { input, ...output }: MemoryStores, more?: string) {
  const recipe = parseRecipe(textOf(tiles, more), 'recipe.yaml');
  return run({ recipe, input, output, workers: 1, delete: true });
}

const imagesOf = async ({ output }: MemoryStores) =>
  (await keysOf(output)).filter((key) => key.endsWith('.png'));
const read = async ({ output }: MemoryStores, key: string) => (await output.read(key))!.bytes;
const numbersOf = async (stores: MemoryStores, key: string) =>
  new TextDecoder()
    .decode(await read(stores, key))
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map((number) => Math.round(Number(number) * 100) / 100));

const ORIGINALS = 'output: {originals: true}\n';

describe('tiles around objects', () => {
  it('are an image for each object, with the labels that it shows', async () => {
    const stores = filled();
    const made = await runWith('{objects: {}}', stores, ORIGINALS);
    expect(made).toMatchObject({ images: 3, variants: 3, originals: 4, empty: 1, failures: [] });
    expect(await imagesOf(stores)).toEqual([
      ...[0, 1].flatMap((v) => [1, 2, 3].map((t) => `images/train/a_png.v${v}.t${t}.png`)),
      'images/val/b_png.v0.t1.png',
    ]);
    const tile = await sharp(await read(stores, 'images/train/a_png.v0.t1.png')).metadata();
    expect(tile).toMatchObject({ width: 20, height: 10 });
    expect(await numbersOf(stores, 'labels/train/a_png.v0.t1.txt')).toEqual([[0, 0.5, 0.5, 1, 1]]);
    // Half of the car that is partly in front of the sign; mirrored in the variant, with the sign's other name.
    expect(await numbersOf(stores, 'labels/train/a_png.v0.t2.txt')).toEqual([
      [1, 0.5, 0.5, 1, 1],
      [0, 0.75, 0.5, 0.5, 1],
    ]);
    expect(await numbersOf(stores, 'labels/train/a_png.v1.t2.txt')).toEqual([
      [2, 0.5, 0.5, 1, 1],
      [0, 0.25, 0.5, 0.5, 1],
    ]);
  });

  it('have a margin, as far as the image reaches', async () => {
    const stores = filled();
    await runWith('{objects: {margin: 0.5}}', stores);
    const tile = await sharp(await read(stores, 'images/train/a_png.v1.t1.png')).metadata();
    expect(tile).toMatchObject({ width: 40, height: 20 });
    const cut = await sharp(await read(stores, 'images/train/a_png.v1.t3.png')).metadata();
    expect(cut).toMatchObject({ width: 40, height: 35 });
  });

  it('lie in folders of their classes, without other labels', async () => {
    const stores = filled();
    const made = await runWith('{objects: {folders: true}}', stores, ORIGINALS);
    expect(made.failures).toEqual([]);
    expect(await keysOf(stores.output)).toEqual([
      ...[0, 1].flatMap((v) => [1, 3].map((t) => `train/car/a_png.v${v}.o${t}i0.png`)),
      'train/left%2Fturn/a_png.v0.o2i0.png',
      'train/right%2Fturn/a_png.v1.o2i0.png',
      'val/left%2Fturn/b_png.v0.o1i0.png',
    ]);
    const found = await findVariant(stores.state, 'train/right%2Fturn/a_png.v1.o2i0.png');
    expect(found).toMatchObject({
      record: { key: A, format: null },
      variant: { tile: 2, class: 'right/turn' },
    });
  });

  it('show the objects of the variant, if this is cut', async () => {
    const stores = filled();
    await runWith('{objects: {folders: true}, of: variants}', stores, ORIGINALS);
    const images = await imagesOf(stores);
    expect(images).toHaveLength(7);
    const { record } = (await readRecord(stores.state, A))!;
    const paths = record.variants.map(({ plan }) => plan!.steps.map(({ path }) => path).join(' '));
    expect(new Set(paths)).toEqual(new Set(['tiles', 'HorizontalFlip tiles']));
    // A flip and a crop are the same in any order.
    const other = filled();
    await runWith('{objects: {folders: true}}', other, ORIGINALS);
    for (const key of images) expect(await read(stores, key)).toEqual(await read(other, key));
  });

  it.each(['{objects: {}}', '{objects: {folders: true}}', '{objects: {}, of: variants}'])(
    'of %s come out the same in the next run, with more variants, and from their Records',
    async (tiles) => {
      const stores = filled();
      await runWith(tiles, stores);
      expect(await runWith(tiles, stores)).toMatchObject({ unchanged: 3, written: 0, decoded: 0, empty: 1 });
      const [first] = await imagesOf(stores);
      const before = await read(stores, first!);
      const more = await runWith(tiles, stores, 'variants: 2\n');
      expect(more).toMatchObject({ variants: 3, originals: 0, unchanged: 1, empty: 1 });
      expect(await read(stores, first!)).toEqual(before);
      const { input, ...output } = stores;
      expect((await verify({ input, output, workers: 1 })).findings).toEqual([]);
    },
  );

  it('of objects that are gone are stale', async () => {
    const stores = filled();
    await runWith('{objects: {folders: true}}', stores);
    stores.input.put('labels/train/a.txt', new TextEncoder().encode('1 0.5 0.75 0.2 0.166666\n'));
    const { removed } = await runWith('{objects: {folders: true}}', stores);
    expect(removed).toEqual([
      ...[1, 3].map((tile) => `train/car/a_png.v1.o${tile}i0.png`),
      'train/right%2Fturn/a_png.v1.o2i0.png',
    ]);
    expect(await imagesOf(stores)).toEqual([
      'train/right%2Fturn/a_png.v1.o1i0.png',
      'val/left%2Fturn/b_png.v0.o1i0.png',
    ]);
  });

  it('are foreseen, and made by uploads as by runs', async () => {
    const stores = filled();
    const { input, ...output } = stores;
    const recipe = parseRecipe(textOf('{objects: {folders: true}}'), 'recipe.yaml');
    const foreseen = await run({ recipe, input, output, workers: 1, delete: false, dryRun: true });
    expect(foreseen).toMatchObject({ variants: 3, originals: 1, empty: 1, failures: [] });
    expect(await keysOf(stores.output)).toEqual([]);
    await updateAll(stores, textOf('{objects: {folders: true}}'));
    const other = filled();
    await runWith('{objects: {folders: true}}', other);
    const keys = await keysOf(other.output);
    expect(await keysOf(stores.output)).toEqual(keys);
    for (const key of keys) expect(await read(stores, key)).toEqual(await read(other, key));
  });

  it('are found in the folders of classes if a crash left them without a Record', async () => {
    const stores = filled();
    const text = textOf('{objects: {folders: true}}');
    await updateAll(stores, text);
    await stores.state.remove(`records/${A}.json`);
    await stores.input.remove(A);
    await removeSource(stores, A, parseRecipe(text, 'recipe.yaml'));
    expect(await imagesOf(stores)).toEqual(['val/left%2Fturn/b_png.v0.o1i0.png']);
  });
});

describe('folders of classes', () => {
  const boxes = new TextEncoder().encode('0 0.25 0.25 0.2 0.2\n1 0.5 0.75 0.2 0.2\n');
  const filledAs = (layout: Readonly<Record<string, string>>, names: readonly string[]) => {
    const stores = memoryStores(true);
    stores.input.put('data.yaml', new TextEncoder().encode(`names: ${JSON.stringify(names)}\n`));
    for (const [key, labels] of Object.entries(layout)) {
      stores.input.put(key, image);
      stores.input.put(labels, boxes);
    }
    return stores;
  };

  it.each([
    { 'train/images/a.png': 'train/labels/a.txt', 'valid/images/b.png': 'valid/labels/b.txt' },
    { 'images/train/a.png': 'labels/train/a.txt', 'images/valid/b.png': 'labels/valid/b.txt' },
    { 'train/a.png': 'train/a.txt', 'valid/b.png': 'valid/b.txt' },
  ])('are what trainers read for each split: %j', async (layout) => {
    const stores = filledAs(layout, ['car', 'sign']);
    expect((await runWith('{objects: {folders: true}}', stores, ORIGINALS)).failures).toEqual([]);
    const keys = await keysOf(stores.output);
    expect(asImageFolder(keys, 'train')).toEqual({ car: 2, sign: 2 });
    expect(asImageFolder(keys, 'valid')).toEqual({ car: 1, sign: 1 });
  });

  it('are those of the root where there are no splits', async () => {
    const stores = filledAs({ 'images/a.png': 'labels/a.txt' }, ['car', 'sign']);
    await runWith('{objects: {folders: true}}', stores);
    expect(asImageFolder(await keysOf(stores.output), '')).toEqual({ car: 1, sign: 1 });
  });

  it('keep images apart that only the place of a folder of images tells apart', async () => {
    const layout = { 'train/images/a.png': 'train/labels/a.txt', 'images/train/a.png': 'labels/train/a.txt' };
    const stores = filledAs(layout, ['c', 'd']);
    expect((await runWith('{objects: {folders: true}}', stores)).failures).toEqual([]);
    expect(asImageFolder(await keysOf(stores.output), 'train')).toEqual({ c: 2, d: 2 });
  });

  it('are one for names that differ only in how an accent is composed', async () => {
    const names = ['caf\u00e9', 'cafe\u0301'];
    const stores = filledAs({ 'a.png': 'a.txt' }, names);
    await runWith('{objects: {folders: true}}', stores);
    expect(asImageFolder(await keysOf(stores.output), '')).toEqual({ [names[0]!]: 2 });
  });
});

/**
 * How many images torchvision's ImageFolder finds of each class: each folder of the root is a class, with all images below it.
 * Others (fastai, timm) take the folder that holds an image for its class, so there must be none between.
 */
function asImageFolder(keys: readonly string[], root: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys.filter((one) => one.endsWith('.png'))) {
    const parts = key.split('/');
    if (root !== '' && parts.shift() !== root) continue;
    expect(parts).toHaveLength(2);
    counts[parts[0]!] = (counts[parts[0]!] ?? 0) + 1;
  }
  return counts;
}

describe('tiles around objects of a data set without any', () => {
  it('are a failure, and not silence', async () => {
    const stores = filled();
    for (const key of Object.keys(LABELS).filter((one) => one.endsWith('.txt')))
      stores.input.put(key, new Uint8Array());
    const { failures, empty } = await runWith('{objects: {}}', stores);
    expect(empty).toBe(3);
    expect(failures).toMatchObject([
      {
        key: 'tiles.objects',
        reason: expect.stringContaining('no image has an object to cut out') as string,
      },
    ]);
    expect((await runWith('{columns: 2}', stores)).failures).toEqual([]);
  });
});

describe('another choice of variants', () => {
  it('is noticed where there are as many', async () => {
    const stores = filled();
    await runWith('{columns: 1}', stores, 'variants: 2\n');
    expect(await runWith('{columns: 1}', stores, `variants: 1\n${ORIGINALS}`)).toMatchObject({
      originals: 2,
    });
  });
});
