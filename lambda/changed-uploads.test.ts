import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { DatasetView } from '../src/state/dataset-view.js';
import { listFailures } from '../src/state/failures.js';
import { updateSource } from '../src/jobs/update-source.js';
import { EngineQueue } from '../src/variants/engine-queue.js';
import type { MemoryStore } from '../src/stores/testing/memory.js';
import { imageFiles, YOLO } from '../test/support/layout-files.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { contents, TestBucket } from './testing/bucket.js';

const RECIPE = parseRecipe('variants: 1\ntransforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');
const IMAGE = (await imageFiles('a.jpg'))['a.jpg'] as Uint8Array;

async function failuresOf({ state }: TestBucket): Promise<string[]> {
  return (await listFailures(state)).map(({ reason }) => reason);
}

async function bucketWith(files: Readonly<Record<string, Uint8Array | string>>): Promise<TestBucket> {
  const bucket = new TestBucket(RECIPE);
  for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
  await bucket.drain();
  return bucket;
}

describe('an empty file', () => {
  it('of labels removes the labels of an image', async () => {
    const bucket = await bucketWith({ 'a.jpg': IMAGE, 'a.txt': YOLO });
    expect((await contents(bucket.output))['a_jpg.v1.txt']).toMatch(/^1 0.75/);
    bucket.upload('a.txt', '');
    await bucket.drain();
    expect((await contents(bucket.output))['a_jpg.v1.txt']).toBe('');
  });

  it('in place of an image is a failure, also after an intact image', async () => {
    const bucket = await bucketWith({ 'a.jpg': IMAGE });
    bucket.upload('a.jpg', '');
    bucket.upload('b.jpg', '');
    // Without a reconciliation.
    await bucket.process(bucket.queue.splice(0));
    expect(await failuresOf(bucket)).toEqual(['a.jpg: the file is empty', 'b.jpg: the file is empty']);
  });
});

describe('an event of an earlier version', () => {
  it.each([0, 1e12])(
    'that arrives last, with %d bytes, is no failure of the present version',
    async (size) => {
      const bucket = await bucketWith({ 'a.jpg': IMAGE });
      bucket.notify('ObjectCreated:Put', 'a.jpg', size);
      await bucket.drain();
      expect(await failuresOf(bucket)).toEqual([]);
    },
  );
});

describe('an image that is too large', () => {
  it('is never read', async () => {
    const read: string[] = [];
    const recipe = parseRecipe('limits: {bytes: 2000}\ntransforms: [HorizontalFlip]\n', 'recipe.yaml');
    const bucket = new TestBucket(recipe, (what, key) => void read.push(`${what} ${key}`));
    bucket.upload('a.jpg', new Uint8Array(2001));
    bucket.upload('a.txt', YOLO);
    bucket.notify('ObjectRemoved:Delete', 'a.jpg');
    for (const message of bucket.queue.splice(0)) await bucket.process([message]);
    await bucket.drain();
    expect(await failuresOf(bucket)).toEqual(['a.jpg: 2,001 bytes, more than limits.bytes (2,000)']);
    expect(read).not.toContain('read a.jpg');
  });
});

describe('an image that was damaged for a while', () => {
  it('is no failure once the former version is back', async () => {
    const bucket = await bucketWith({ 'a.jpg': IMAGE });
    bucket.upload('a.jpg', 'broken');
    await bucket.drain();
    expect(await failuresOf(bucket)).toHaveLength(1);
    bucket.upload('a.jpg', IMAGE);
    await bucket.drain();
    expect(await failuresOf(bucket)).toEqual([]);
  });

  it('is no failure once it is repaired, before the file of the failure is removed', async () => {
    const bucket = await bucketWith({ 'a.jpg': 'broken' });
    expect(await failuresOf(bucket)).toHaveLength(1);
    bucket.upload('a.jpg', IMAGE);
    await bucket.process(bucket.queue.splice(0));
    expect(await keysOf(bucket.state, 'failures/')).toHaveLength(1);
    expect(await failuresOf(bucket)).toEqual([]);
    await bucket.drain();
    expect(await keysOf(bucket.state, 'failures/')).toEqual([]);
  });

  it('is still a failure if the Record that ended it belongs to an older version', async () => {
    const bucket = await bucketWith({ 'a.jpg': IMAGE });
    bucket.upload('a.jpg', 'broken');
    await bucket.drain();
    const record = (await bucket.state.read('records/a.jpg.json'))!;
    const older = new TextEncoder().encode(new TextDecoder().decode(record.bytes).replace(/}\s*$/, ' }'));
    await bucket.state.replace('records/a.jpg.json', older, record.version);
    expect(await failuresOf(bucket)).toEqual([]);
    await bucket.reconcile();
    await bucket.drain();
    expect(await failuresOf(bucket)).toHaveLength(1);
  });

  it('is no failure if it is repaired just before the failure is recorded', async () => {
    const bucket = new TestBucket(RECIPE);
    bucket.input.put('a.jpg', new TextEncoder().encode('broken'));
    const mend = async () => {
      bucket.upload('a.jpg', IMAGE);
      await bucket.process(bucket.queue.splice(0));
      expect(await failuresOf(bucket)).toEqual([]);
    };
    const create: MemoryStore['create'] = async (key, bytes) => {
      if (key.startsWith('failures/')) await mend();
      return bucket.state.create(key, bytes);
    };
    const stores = { input: bucket.input, output: bucket.output, state: { ...bucket.state, create } };
    const update = await updateSource(
      { key: 'a.jpg', afterListing: false },
      {
        stores,
        recipe: RECIPE,
        digest: recipeDigest(RECIPE),
        view: new DatasetView(stores),
        engineQueue: new EngineQueue(),
      },
    );
    expect(update).toMatchObject({ kind: 'augmented', outcome: { status: 'unchanged' } });
    expect(await failuresOf(bucket)).toEqual([]);
  });
});
