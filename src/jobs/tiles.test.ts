import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { makeImage } from '../../test/support/dataset.js';
import { run } from './run.js';
import { verify } from './verify.js';

let image: Uint8Array;
beforeAll(async () => {
  image = await makeImage('a.png', 1, 100, 60);
});

const LABELS = {
  'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, bus]\n',
  'labels/train/a.txt': '0 0.25 0.25 0.2 0.2\n1 0.5 0.75 0.2 0.2\n',
  'labels/val/b.txt': '0 0.75 0.25 0.2 0.2\n',
};

function filled(): MemoryStores {
  const stores = memoryStores(true);
  for (const key of ['images/train/a.png', 'images/val/b.png']) stores.input.put(key, image);
  for (const [key, text] of Object.entries(LABELS)) stores.input.put(key, new TextEncoder().encode(text));
  return stores;
}

function runWith(settings: string, { input, ...output }: MemoryStores) {
  const recipe = parseRecipe(`${settings}\ntransforms: [HorizontalFlip: {p: 1}]\n`, 'recipe.yaml');
  return run({ recipe, input, output, workers: 1, delete: true });
}

const textOf = async ({ output }: MemoryStores, key: string) =>
  new TextDecoder().decode((await output.read(key))!.bytes).replaceAll(/(\.\d)0+/g, '$1');
const imagesOf = async ({ output }: MemoryStores) =>
  (await keysOf(output)).filter((key) => key.endsWith('.png'));

describe('tiles', () => {
  const TILED = 'output: {originals: true}\ntiles: {rows: 2, columns: 2}';

  it('are images of their own, of originals and of copied splits too', async () => {
    const stores = filled();
    const made = await runWith(TILED, stores);
    expect(made).toMatchObject({ variants: 4, originals: 8, failures: [] });
    const names = [1, 2, 3, 4].flatMap((t) => [
      `images/train/a_png.v0.t${t}.png`,
      `images/train/a_png.v1.t${t}.png`,
      `images/val/b_png.v0.t${t}.png`,
    ]);
    expect(await imagesOf(stores)).toEqual(names.sort());
    // Half of the bus in each of the lower tiles; mirrored in variants.
    expect(await textOf(stores, 'labels/train/a_png.v0.t1.txt')).toBe('0 0.5 0.5 0.4 0.4\n');
    expect(await textOf(stores, 'labels/train/a_png.v0.t3.txt')).toBe('1 0.9 0.5 0.2 0.4\n');
    expect(await textOf(stores, 'labels/train/a_png.v1.t3.txt')).toBe('1 0.1 0.5 0.2 0.4\n');
    expect(await textOf(stores, 'labels/train/a_png.v0.t2.txt')).toBe('');
  });

  it('of variants leave originals and copies whole', async () => {
    const stores = filled();
    await runWith('output: {originals: true}\ntiles: {columns: 2, of: variants}', stores);
    expect(await imagesOf(stores)).toEqual([
      ...['images/train/a.png', 'images/train/a_png.v1.t1.png', 'images/train/a_png.v1.t2.png'],
      'images/val/b.png',
    ]);
  });

  it('come out the same in the next run, with more variants, and from their Records', async () => {
    const stores = filled();
    await runWith(TILED, stores);
    expect(await runWith(TILED, stores)).toMatchObject({ unchanged: 2, written: 0 });
    const before = await stores.output.read('images/train/a_png.v1.t2.png');
    expect(await runWith(`variants: 2\n${TILED}`, stores)).toMatchObject({ variants: 4, originals: 0 });
    expect((await stores.output.read('images/train/a_png.v1.t2.png'))!.bytes).toEqual(before!.bytes);
    const { input, ...output } = stores;
    expect((await verify({ input, output, workers: 1 })).findings).toEqual([]);
  });

  it('lose nothing by being cut, but parts', async () => {
    const { objects } = await runWith(`labels: {max_loss: 0}\n${TILED}`, filled());
    expect(objects).toMatchObject({ dropped: 0, reasons: {} });
    expect(objects.classes).toEqual([
      {
        ...{ name: 'bus', objects: 2, clipped: 2, dropped: 0 },
        losses: [{ step: 'tiles', clipped: 2, dropped: 0, variants: [] }],
      },
      { name: 'car', objects: 1, clipped: 0, dropped: 0, losses: [] },
    ]);
  });
});
