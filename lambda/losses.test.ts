import { expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { run } from '../src/jobs/run.js';
import { readStatus } from '../src/jobs/status.js';
import { cutIndex } from '../src/state/testing/small-parts.js';
import { imageFiles, YOLO } from '../test/support/layout-files.js';
import { TestBucket } from './testing/bucket.js';

/** Cuts off the cat, which lies in the right half, and half of nothing else. */
const HALVED = 'transforms: [Crop: {x_max: 32, y_max: 48}]\nvariants: 2\n';
const CAT = '0 0.75 0.75 0.25 0.25\n';

async function uploaded(settings: string) {
  const recipe = parseRecipe(`${HALVED}${settings}\n`, 'r.yaml');
  const bucket = new TestBucket(recipe);
  const files = { ...(await imageFiles('a.jpg', 'b.jpg')), 'classes.txt': 'cat\ndog\n' };
  const labels = { 'a.txt': YOLO + CAT, 'b.txt': YOLO + YOLO };
  for (const [key, content] of Object.entries({ ...files, ...labels })) bucket.upload(key, content);
  await bucket.drain();
  return { bucket, recipe };
}

const failuresOf = async ({ state }: TestBucket) =>
  (await readStatus(state, undefined, () => Promise.reject(new Error('no deployment')))).failures;

it('says in the state which class lacks more objects than labels.max_loss allows, as run says it', async () => {
  const { bucket, recipe } = await uploaded('labels: {max_loss: 0.4}');
  const { input, ...output } = await uploaded('').then((other) => other.bucket);
  const options = { recipe, input, output, workers: 1, delete: false, dryRun: true };
  const { failures } = await run(options);
  expect(failures.map(({ key }) => key)).toEqual(['labels.max_loss']);
  expect(await failuresOf(bucket)).toEqual(failures);
  expect((await bucket.output.read('a_jpg.v1.jpg'))!.bytes.length).toBeGreaterThan(0);
});

it('says it again by ranges, and no longer once the objects are gone', async () => {
  const { bucket } = await uploaded('labels: {max_loss: 0.4}');
  bucket.upload('a.txt', YOLO);
  await bucket.processAll();
  await cutIndex(bucket.state, 1);
  expect((await bucket.reconcileByRanges())?.excess).toBeUndefined();
  expect(await failuresOf(bucket)).toEqual([]);
  bucket.upload('a.txt', CAT + YOLO);
  await bucket.processAll();
  expect((await bucket.reconcileByRanges())?.excess?.reason).toMatch(/lack 2 of 2 objects of class cat/);
  expect(await failuresOf(bucket)).toHaveLength(1);
});

it('says nothing of losses that are allowed', async () => {
  expect(await failuresOf((await uploaded('labels: {max_loss: 1}')).bucket)).toEqual([]);
});
