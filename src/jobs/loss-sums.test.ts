import { beforeAll, describe, expect, it } from 'vitest';
import { describeSummary } from '../cli/summary.js';
import { parseRecipe, withPool } from '../core/recipe/index.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { makeImage } from '../../test/support/dataset.js';
import { collectPool } from './collect-pool.js';
import { run } from './run.js';

const LABELS = {
  'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, bus, bike]\n',
  'labels/train/a.txt': '0 0.25 0.25 0.3 0.3\n0 0.75 0.25 0.3 0.3\n1 0.5 0.75 0.2 0.2\n',
  'labels/train/b.txt': '0 0.3 0.3 0.5 0.5\n2 0.02 0.5 0.04 0.2\n2 0.9 0.9 0.02 0.02\n',
  'labels/train/c.txt': '',
  'labels/val/d.txt': '1 0.75 0.5 0.02 0.02\n0 0.25 0.5 0.2 0.2\n',
};

let images: Readonly<Record<string, Uint8Array>>;
beforeAll(async () => {
  const keys = ['train/a', 'train/b', 'train/c', 'val/d'].map((name) => `images/${name}.png`);
  images = Object.fromEntries(
    await Promise.all(keys.map(async (key, i) => [key, await makeImage(key, i + 1, 100, 80)] as const)),
  );
});

function filled(): MemoryStores {
  const stores = memoryStores(true);
  for (const [key, bytes] of Object.entries(images)) stores.input.put(key, bytes);
  for (const [key, text] of Object.entries(LABELS)) stores.input.put(key, new TextEncoder().encode(text));
  return stores;
}

/** Counts rows of label files: those of variants, and of originals and copies. */
async function rowsIn({ output }: MemoryStores): Promise<{ variants: number; copied: number }> {
  const rows = { variants: 0, copied: 0 };
  for (const key of await keysOf(output)) {
    if (!key.endsWith('.txt')) continue;
    const text = new TextDecoder().decode((await output.read(key))!.bytes);
    rows[/\.v[1-9]/.test(key) ? 'variants' : 'copied'] += text.split('\n').filter(Boolean).length;
  }
  return rows;
}

const CROPPED = 'RandomCrop: {height: 40, width: 50, p: 1}';
const MIXED = [
  'Mosaic: {target_size: [80, 100], cell_shape: [60, 70], p: 0.6}',
  'CutMix: {p: 0.6}',
  'CopyPaste: {p: 0.6}',
  'MixUp: {p: 0.4}',
].join(', ');

describe('the sums of the table of losses', () => {
  it.each([
    ['of one step', `transforms: [${CROPPED}]`],
    ['with originals', `output: {originals: true}\ntransforms: [${CROPPED}]`],
    ['with originals that lose objects', `output: {originals: true}\nlabels: {min_area: 50}\npreprocess: [Crop: {x_max: 90, y_max: 80}]\ntransforms: [${CROPPED}]`], // prettier-ignore
    ['with mixers', `mix: {pool: pool.json}\ntransforms: [${MIXED}, ${CROPPED}]`],
    ['with mixers and originals', `mix: {pool: pool.json}\noutput: {originals: true}\nlabels: {min_visibility: 0.3}\ntransforms: [${MIXED}]`], // prettier-ignore
    ['with tiles', `output: {originals: true}\ntiles: {rows: 2, columns: 2}\ntransforms: [${CROPPED.replace('40', '20').replace('50', '30')}]`], // prettier-ignore
    ['with tiles of variants that mix', `mix: {pool: pool.json}\ntiles: {rows: 2, columns: 2, of: variants}\ntransforms: [${MIXED}]`], // prettier-ignore
    [
      'with images that are only copied or left out',
      `filter: {objects: {min: 3, empty: drop}}\ntransforms: [${CROPPED}]`,
    ],
    ['with balance', `balance: {to: 30}\noutput: {originals: true}\ntransforms: [${CROPPED}]`],
  ])('are its first line, and both are what is written: %s', async (_, settings) => {
    const stores = filled();
    const { input, ...output } = stores;
    const parsed = parseRecipe(`variants: 5\n${settings}\n`, 'recipe.yaml');
    const recipe = parsed.mix ? withPool(parsed, (await collectPool(input, parsed, {})).sources) : parsed;
    const made = await run({ recipe, input, output, workers: 1, delete: false });
    expect(made.failures).toEqual([]);
    const { classes, kept, clipped, dropped, reasons, mixedIn, copied } = made.objects;
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    expect({ kept, clipped, dropped }).toEqual({
      kept: sum(classes.map((one) => one.objects - one.dropped)),
      clipped: sum(classes.map((one) => one.clipped)),
      dropped: sum(classes.map((one) => one.dropped)),
    });
    for (const { losses, ...one } of classes) {
      expect(sum(losses.map((loss) => loss.dropped))).toBe(one.dropped);
      expect(sum(losses.map((loss) => loss.clipped))).toBe(one.clipped);
    }
    expect(sum(Object.values(reasons))).toBe(dropped);
    expect(dropped).toBeGreaterThan(0);
    expect(mixedIn > 0).toBe(parsed.mix !== undefined);
    expect(await rowsIn(stores)).toEqual({ variants: kept + mixedIn, copied: copied.kept });
    expect((await run({ recipe, input, output, workers: 1, delete: false })).objects).toEqual(made.objects);
    const lines = describeSummary(made, recipe, {});
    expect(lines.some((line) => line.startsWith('objects of originals and copies'))).toBe(
      copied.dropped + copied.clipped > 0,
    );
  });
});
