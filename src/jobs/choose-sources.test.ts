import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeSummary } from '../cli/summary.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { makeImage } from '../../test/support/dataset.js';
import { run } from './run.js';
import type { Summary } from './run.js';
import { verify } from './verify.js';

const CAR = '0 0.5 0.5 0.2 0.2\n';
const BUS = '1 0.3 0.3 0.2 0.2\n';
const TRAM = '2 0.7 0.7 0.2 0.2\n';

/** `d` has no label file, the one of `c` is empty. */
const LABELS = {
  'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, bus, tram]\n',
  'labels/train/a.txt': CAR.repeat(4) + BUS,
  'labels/train/b.txt': BUS,
  'labels/train/c.txt': '',
  'labels/train/e.txt': TRAM,
  'labels/val/f.txt': TRAM,
};
const NAMES = ['train/a', 'train/b', 'train/c', 'train/d', 'train/e', 'val/f'];

let images: readonly (readonly [string, Uint8Array])[];
beforeAll(async () => {
  images = await Promise.all(
    NAMES.map(async (name, i) => [`images/${name}.png`, await makeImage('i.png', i + 1, 40, 30)] as const),
  );
});

function filled(): MemoryStores {
  const stores = memoryStores(true);
  for (const [key, bytes] of images) stores.input.put(key, bytes);
  for (const [key, text] of Object.entries(LABELS)) stores.input.put(key, new TextEncoder().encode(text));
  return stores;
}

const recipeOf = (settings: string) =>
  parseRecipe(`${settings}\ntransforms: [HorizontalFlip, InvertImg: {p: 1}]\n`, 'recipe.yaml');

function runWith(settings: string, { input, ...output }: MemoryStores, dryRun = false): Promise<Summary> {
  return run({ recipe: recipeOf(settings), input, output, workers: 1, delete: false, dryRun });
}

const findingsOf = async ({ input, ...output }: MemoryStores) =>
  (await verify({ input, output, workers: 1 })).findings;

/** Objects of each class in all label files of the training set. */
async function objectsIn({ output }: MemoryStores): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of await keysOf(output)) {
    if (!key.startsWith('labels/train/')) continue;
    const text = new TextDecoder().decode((await output.read(key))!.bytes);
    for (const line of text.split('\n').filter(Boolean)) {
      const name = ['car', 'bus', 'tram'][Number(line.split(' ')[0])]!;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

describe('balance', () => {
  const BALANCED = 'output: {originals: true}\nbalance: {to: 6, most: 8}';

  it('brings rare classes to the number that --dry-run has foretold', async () => {
    const stores = filled();
    await runWith('output: {originals: true}', stores);
    expect(await objectsIn(stores)).toEqual({ car: 8, bus: 4, tram: 2 });
    const foretold = await runWith(BALANCED, stores, true);
    expect(foretold.balance).toEqual({
      images: 3,
      classes: [
        { name: 'bus', before: 4, after: 6, target: 6 },
        { name: 'car', before: 8, after: 12, target: 6 },
        { name: 'tram', before: 2, after: 6, target: 6 },
      ],
    });
    const made = await runWith(BALANCED, stores);
    expect(made.balance).toEqual(foretold.balance);
    expect(made.variants).toBe(foretold.variants);
    expect(await objectsIn(stores)).toEqual({ car: 12, bus: 6, tram: 6 });
    expect(describeSummary(made, recipeOf(BALANCED), {})).toContain(
      'balance: more variants of 3 images; objects as labelled, once for each variant and original: tram 2 → 6, bus 4 → 6, car 8 → 12',
    );
  });

  it('comes to the same in the next run, and verify agrees', async () => {
    const stores = filled();
    const first = await runWith(BALANCED, stores);
    expect(await runWith(BALANCED, stores)).toMatchObject({
      unchanged: 6,
      written: 0,
      balance: first.balance,
    });
    expect(await findingsOf(stores)).toEqual([]);
  });

  it('makes the same variants, only more of them', async () => {
    const [plain, balanced] = [filled(), filled()];
    await runWith('', plain);
    await runWith('balance: {to: 6}', balanced);
    for (const key of await keysOf(plain.output)) {
      if (!key.endsWith('.png')) continue;
      expect((await balanced.output.read(key))!.bytes).toEqual((await plain.output.read(key))!.bytes);
    }
    expect(await keysOf(balanced.output)).toContain('images/train/e_png.v6.png');
  });

  it('names the classes that it cannot raise enough', async () => {
    const short = await runWith('balance: {to: 50, most: 3}', filled(), true);
    expect(describeSummary(short, recipeOf(''), {})).toContainEqual(
      expect.stringMatching(
        /^balance: not enough images of bus \(6 of 50\), car \(12 of 50\), tram \(3 of 50\); /,
      ),
    );
  });

  it('goes by folders of classes where it is told to, and refuses to guess', async () => {
    const stores = memoryStores(true);
    for (const [i, key] of ['cats/1.png', 'cats/2.png', 'cats/3.png', 'dogs/4.png'].entries())
      stores.input.put(key, images[i]![1]);
    await expect(runWith('balance: {ratio: 1}', stores)).rejects.toThrow(
      /^balance: no image .*`by: folders`/,
    );
    const made = await runWith('balance: {ratio: 1, by: folders}', stores);
    expect(made.balance?.classes).toEqual([
      { name: 'cats', before: 3, after: 3, target: 3 },
      { name: 'dogs', before: 1, after: 3, target: 3 },
    ]);
    expect(await keysOf(stores.output)).toContain('dogs/4_png.v3.png');
  });
});

describe('filter', () => {
  const leftOut = ({ inventory }: Summary) =>
    inventory.unused.flatMap(({ reason, files }) => (reason === 'filtered' ? files : []));

  it('leaves out images without objects, and says so', async () => {
    const stores = filled();
    const made = await runWith('filter: {objects: {empty: drop}}', stores);
    expect(made).toMatchObject({ images: 4, variants: 3, failures: [] });
    expect(leftOut(made)).toEqual(['images/train/c.png', 'labels/train/c.txt', 'images/train/d.png']);
    expect((await keysOf(stores.output)).filter((key) => /[cd]_png/.test(key))).toEqual([]);
    expect(describeSummary(made, recipeOf(''), {})).toContain(
      'not used: 3 files (images/train/c.png, labels/train/c.txt, images/train/d.png): left out by filter.objects of the recipe',
    );
    expect(await runWith('filter: {objects: {empty: drop}}', stores)).toMatchObject({
      unchanged: 4,
      written: 0,
    });
    expect(await findingsOf(stores)).toEqual([]);
  });

  it('calls the outputs of images that are left out now stale', async () => {
    const stores = filled();
    await runWith('', stores);
    const { staleOutputs } = await runWith('filter: {objects: {empty: drop}}', stores);
    expect(staleOutputs).toEqual([
      'images/train/c_png.v1.png',
      'images/train/d_png.v1.png',
      'labels/train/c_png.v1.txt',
    ]);
  });

  it('leaves out images with few objects, and not those with none', async () => {
    const made = await runWith('filter: {objects: {min: 2}}', filled(), true);
    expect(leftOut(made)).toEqual([
      ...['images/train/b.png', 'labels/train/b.txt'],
      ...['images/train/e.png', 'labels/train/e.txt'],
    ]);
    const kept = made.notes.filter((note) => note.startsWith('filter.objects.min'));
    expect(kept).toEqual([expect.stringContaining('and so keeps 2 of them; `empty: drop` leaves them out')]);
    const { notes } = await runWith('filter: {objects: {min: 2, empty: drop}}', filled(), true);
    expect(notes.filter((note) => note.startsWith('filter'))).toEqual([]);
  });

  it('keeps a share that only grows, by the keys of the images', async () => {
    const of = async (empty: string) =>
      leftOut(await runWith(`filter: {objects: {empty: ${empty}}}`, filled(), true));
    expect(await of('1')).toEqual([]);
    expect(await of('0')).toEqual(await of('drop'));
    const half = await of('0.5');
    expect(await of('0.5')).toEqual(half);
    for (const key of await of('0.7')) expect(half).toContain(key);
  });

  it('is refused where no image has labels', async () => {
    const stores = memoryStores(true);
    stores.input.put('a.png', images[0]![1]);
    await expect(runWith('filter: {objects: {empty: drop}}', stores)).rejects.toThrow(
      /filter\.objects: no image/,
    );
  });
});

describe('balance of masks', () => {
  const mask = (value: number) =>
    sharp(Buffer.alloc(40 * 30).fill(value, 0, 99), { raw: { width: 40, height: 30, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  const masked = async (...values: readonly number[]) => {
    const stores = memoryStores(true);
    for (const [i, value] of values.entries()) {
      stores.input.put(`images/${i}.png`, images[i]![1]);
      stores.input.put(`masks/${i}.png`, new Uint8Array(await mask(value)));
    }
    return stores;
  };

  it('counts their values where nothing names them', async () => {
    const made = await runWith('balance: {ratio: 1}', await masked(3, 3, 7));
    expect(made.balance?.classes).toEqual([
      { name: '3', before: 2, after: 2, target: 2 },
      { name: '7', before: 1, after: 2, target: 2 },
    ]);
  });

  it('counts none where each output shows an object, as an image without any then has no output', async () => {
    const stores = await masked(3, 3, 7);
    const cut = await runWith('balance: {to: 5}\ntiles: {objects: {}}', stores);
    expect([cut.balance, cut.variants, cut.empty]).toEqual([{ classes: [], images: 0 }, 0, 3]);
  });

  it('says that it changes nothing where there is nothing to count, as labels.max_loss does', async () => {
    const settings = 'balance: {ratio: 1}\nlabels: {max_loss: 0.1}';
    const made = await runWith(settings, await masked(0, 0));
    const lines = describeSummary(made, recipeOf(settings), {});
    expect(lines).toContainEqual(expect.stringMatching(/^balance: it changes nothing, because no label /));
    expect(lines).toContainEqual(expect.stringMatching(/^note: labels\.max_loss checks nothing: /));
  });
});
