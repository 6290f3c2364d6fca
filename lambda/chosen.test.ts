import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { recallBalance } from '../src/state/balance-state.js';
import { cocoJson, imageFiles, YOLO } from '../test/support/layout-files.js';
import { TestBucket } from './testing/bucket.js';
import {
  bucketOfSomeSize,
  everything,
  generator,
  runOnFolder,
  shuffled,
  SHUFFLES,
  takeRandomly,
} from './testing/histories.js';
import type { Files } from './testing/histories.js';

/** A cat, beside the dog of `YOLO`. */
const CAT = '0 0.75 0.75 0.25 0.25\n';

/** Its labels can be read, as its header is whole. */
async function damagedImage(): Promise<Uint8Array> {
  const whole = Object.values(await imageFiles('a.jpg'))[0] as Uint8Array;
  return whole.slice(0, whole.length / 2);
}

/** Data sets in which some images have more objects than others, and some have none. */
const LAYOUTS: Readonly<Record<string, () => Promise<Files>>> = {
  'YOLO with splits': async () => ({
    ...(await imageFiles('images/train/a.jpg', 'images/train/b.jpg', 'images/train/c.jpg')),
    ...(await imageFiles('images/train/d.jpg', 'images/train/e.jpg', 'images/val/f.jpg', 'loose.jpg')),
    'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
    'labels/train/a.txt': YOLO.repeat(4) + CAT,
    'labels/train/b.txt': YOLO,
    'labels/train/c.txt': CAT,
    'labels/train/d.txt': '',
    'labels/val/f.txt': '',
  }),
  'flat, with images that fail': async () => ({
    ...(await imageFiles('a.jpg', 'b.jpg', 'none.jpg')),
    'broken.jpg': 'no picture at all',
    'broken and unlabelled.jpg': 'no picture either',
    'damaged.jpg': await damagedImage(),
    'damaged.txt': CAT.repeat(2),
    'classes.txt': 'cat\ndog\n',
    'a.txt': YOLO.repeat(3),
    'b.txt': CAT,
    'broken.txt': CAT,
    'none.txt': '',
  }),
  'COCO in two files': async () => ({
    ...(await imageFiles('train2017/1.jpg', 'train2017/2.jpg', 'val2017/1.jpg', 'train2017/unlabelled.jpg')),
    'annotations/instances_train2017.json': cocoJson(['1.jpg', '2.jpg']),
    'annotations/instances_val2017.json': cocoJson(['1.jpg']),
  }),
};

const RECIPES = {
  'without images that have no objects': 'filter: {objects: {empty: drop}}',
  'without most images that have none, and those that have one': 'filter: {objects: {empty: 0.3, min: 2}}',
};

const BALANCES = {
  'with more variants of rare classes': 'balance: {to: 9, most: 5}',
  'with a share of the most frequent class': 'output: {originals: true}\nbalance: {ratio: 0.8, most: 6}',
  'with a share of the largest folder': 'balance: {ratio: 1, by: folders}',
  'balanced without those of one object': 'filter: {objects: {empty: 0.5, min: 2}}\nbalance: {to: 20}',
};

const recipeOf = (settings: string) =>
  `seed: 3\nvariants: 2\ntransforms: [HorizontalFlip: {p: 1}, RandomBrightnessContrast]\n${settings}\n`;

/**
 * Without the Records of images that are left out, which `augment run` has no use for. A failure names such a Record if the
 * image was left out before.
 */
function withoutLeftOut({ output, state }: Awaited<ReturnType<typeof everything>>) {
  const others = Object.entries(state).filter(([, text]) => !text.includes('"leftOut":true'));
  const named = others.map(([key, text]) =>
    key.startsWith('failures/') ? [key, text.replace(/"record":"\w+"/, '"record":null')] : [key, text],
  );
  return { output, state: Object.fromEntries(named) as Record<string, string> };
}

describe.each(Object.entries({ ...RECIPES, ...BALANCES }))('uploads %s', (_name, settings) => {
  const recipe = recipeOf(settings);

  it.each(Object.entries(LAYOUTS))('lead to the results of augment run: %s', async (_layout, make) => {
    const files = await make();
    const expected = await runOnFolder(files, recipe);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = generator(seed);
        const { bucket, settle } = bucketOfSomeSize(random, recipe);
        for (const [key, content] of shuffled(Object.entries(files), random)) {
          // What is replaced later: other labels, or other images.
          if (random() < 0.2) bucket.upload(key, shuffled(Object.values(files), random)[0]!);
          bucket.upload(key, content);
          if (random() < 0.3) await bucket.process(takeRandomly(random)(bucket.queue));
          if (random() < 0.15) await bucket.deliverRequests();
          if (random() < 0.2) bucket.restart();
        }
        await settle();
        expect(withoutLeftOut(await everything(bucket))).toEqual(expected);
      }),
      { numRuns: SHUFFLES },
    );
  });
});

describe('an image that is left out', () => {
  const [outOf, DROP] = [['a.jpg', 'none.jpg'], recipeOf('filter: {objects: {empty: drop}}')];
  const uploaded = async () => {
    const bucket = new TestBucket(parseRecipe(DROP, 'r.yaml'));
    const files = { ...(await imageFiles(...outOf)), 'classes.txt': 'cat\ndog\n', 'a.txt': YOLO };
    for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
    await bucket.drain();
    bucket.updates.splice(0);
    return bucket;
  };
  const outputsOf = async (bucket: TestBucket, name: string) =>
    Object.keys((await everything(bucket)).output).filter((key) => key.startsWith(name));

  it('is made when labels of it come, and goes again with them', async () => {
    const bucket = await uploaded();
    expect(await outputsOf(bucket, 'none')).toEqual([]);
    bucket.upload('none.txt', YOLO);
    await bucket.processAll();
    expect(bucket.updates).toEqual([['none.jpg', 'augmented']]);
    expect(await outputsOf(bucket, 'none')).toHaveLength(4);
    await bucket.delete('none.txt');
    await bucket.processAll();
    expect(bucket.updates.at(-1)).toEqual(['none.jpg', 'left out']);
    expect(await outputsOf(bucket, 'none')).toEqual([]);
  });

  it('is not asked for again, as it has a Record', async () => {
    const bucket = await uploaded();
    expect(await bucket.reconcile()).toMatchObject({ images: 1, asked: 0 });
    const { unused } = (await bucket.reconcile()).inventory;
    expect(unused).toMatchObject([{ reason: 'filtered', files: ['none.jpg'] }]);
  });
});

describe('balance on AWS', () => {
  const numberOf = async (bucket: TestBucket, name: string) =>
    Object.keys((await everything(bucket)).output).filter((key) => new RegExp(`^${name}_jpg.*jpg$`).test(key))
      .length;
  const imageOf = async (name: string, labels: string) => ({
    ...(await imageFiles(`${name}.jpg`)),
    [`${name}.txt`]: labels,
  });
  const upload = (bucket: TestBucket, files: Files) => {
    for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
  };

  it('gives an upload what it would have got, and the others what they get now, without making theirs again', async () => {
    const bucket = new TestBucket(parseRecipe(recipeOf('balance: {to: 8, most: 6}'), 'r.yaml'));
    upload(bucket, {
      'classes.txt': 'cat\ndog\n',
      ...(await imageOf('a', CAT)),
      ...(await imageOf('b', YOLO)),
    });
    await bucket.processAll();
    expect(await numberOf(bucket, 'a')).toBe(2);
    await bucket.drain();
    expect(await numberOf(bucket, 'a')).toBe(6);
    const kept = (await bucket.output.read('a_jpg.v1.jpg'))!.version;

    upload(bucket, await imageOf('c', CAT));
    await bucket.processAll();
    expect(await numberOf(bucket, 'c')).toBe(6);
    await bucket.drain();
    expect([await numberOf(bucket, 'a'), await numberOf(bucket, 'c')]).toEqual([4, 4]);
    expect((await bucket.output.read('a_jpg.v1.jpg'))!.version).toBe(kept);
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
    expect((await recallBalance(bucket.state))?.classes).toEqual([
      { name: 'cat', before: 4, after: 8, target: 8 },
      { name: 'dog', before: 2, after: 6, target: 8 },
    ]);
  });
});
