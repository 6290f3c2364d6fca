import { describe, expect, it } from 'vitest';
import { StoreError } from '../src/core/errors.js';
import { parseRecipe } from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { listFailures } from '../src/state/failures.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { encodeChanged, encodeReconcile } from '../src/triggers/reconcile-requests.js';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { imageFiles, vocXml, YOLO } from '../test/support/layout-files.js';
import type { Message } from './tasks.js';
import { TestBucket, bucketWhere as bucketOf } from './testing/bucket.js';
import type { TestRequest } from './testing/bucket.js';

const RECIPE = parseRecipe('variants: 2\ntransforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');
const IMAGE = (await imageFiles('a.jpg'))['a.jpg'] as Uint8Array;

const bucketWhere = (fails?: (request: TestRequest) => Error | undefined) => bucketOf(RECIPE, fails);

/** Processes all messages of the queue in one batch. */
async function processAll(bucket: TestBucket) {
  const batch = bucket.queue.splice(0);
  return { ids: batch.map(({ id }) => id), result: await bucket.process(batch) };
}

const isAbout = (name: string) => (request: TestRequest) => request.key === name;

describe('a batch of messages', () => {
  it('updates image by image', async () => {
    const { bucket } = bucketWhere();
    for (const key of ['a.jpg', 'b.jpeg', 'c d+e.jpg']) bucket.upload(key, IMAGE);
    const { result } = await processAll(bucket);
    expect(result).toMatchObject({ failed: [], needsReconcile: false });
    expect(bucket.requests.map(({ body }) => body)).toEqual([
      encodeChanged(['a.jpg', 'b.jpeg', 'c d+e.jpg'], false),
    ]);
    expect(bucket.updates.map(([key, kind]) => `${kind} ${key}`).sort()).toEqual([
      'augmented a.jpg',
      'augmented b.jpeg',
      'augmented c d+e.jpg',
    ]);
  });

  it('retries only the messages of the image that fails', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'read' && key === 'b.jpg' ? new StoreError('the server failed', true) : undefined,
    );
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) bucket.upload(key, IMAGE);
    bucket.notify('ObjectCreated:Put', 'b.jpg', IMAGE.length);
    const { ids, result } = await processAll(bucket);
    expect(result.failed).toEqual([ids[1], ids[3]]);
    expect(bucket.retried).toEqual([expect.objectContaining({ message: 'the server failed' })]);
    expect(bucket.updates.map(([key]) => key).sort()).toEqual(['a.jpg', 'c.jpg']);
    expect(await listFailures(bucket.state)).toEqual([]);
  });

  it('retries a message if one of its images fails, and does not write the others again', async () => {
    let isDown = true;
    const { bucket } = bucketWhere(({ what, key }) =>
      isDown && what === 'create' && key.startsWith('b_jpg') ? new StoreError('down', true) : undefined,
    );
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, IMAGE);
    const records = bucket.queue
      .splice(0)
      .flatMap(({ body }) => (JSON.parse(body) as { Records: unknown[] }).Records);
    const message: Message = { id: 'both', body: JSON.stringify({ Records: records }) };
    expect((await bucket.process([message])).failed).toEqual(['both']);
    isDown = false;
    const written = new Map(bucket.output.writes);
    expect((await bucket.process([message])).failed).toEqual([]);
    const again = [...written.keys()].filter((key) => bucket.output.writes.get(key) !== written.get(key));
    expect(again).toEqual([]);
    expect(await keysOf(bucket.output)).toHaveLength(4);
  });

  it('retries if the function lacks a right, and records no failure', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'create' && key.startsWith('a_jpg') ? new StoreError('access denied', false) : undefined,
    );
    bucket.upload('a.jpg', IMAGE);
    const { ids, result } = await processAll(bucket);
    expect(result).toMatchObject({ failed: ids, needsReconcile: false });
    expect(await listFailures(bucket.state)).toEqual([]);
  });

  it('records images of formats that are not read as failures', async () => {
    const { bucket } = bucketWhere();
    const heif = new TextEncoder().encode('\0\0\0\x18ftypheic');
    bucket.upload('IMG_1.HEIC', heif);
    bucket.upload('IMG_2.dng', new TextEncoder().encode('II*\0'));
    await processAll(bucket);
    const failures = await listFailures(bucket.state);
    expect(Object.fromEntries(failures.map(({ key, reason }) => [key, reason]))).toEqual({
      'IMG_1.HEIC': expect.stringContaining('a HEIF image') as string,
      'IMG_2.dng': expect.stringContaining('raw file of a camera') as string,
    });
  });

  it('records a damaged image as a failure, without a retry', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('broken.jpg', IMAGE.subarray(0, 200));
    bucket.upload('text.jpg', 'no image at all');
    bucket.upload('good.jpg', IMAGE);
    const { result } = await processAll(bucket);
    expect(result.failed).toEqual([]);
    expect(bucket.retried).toEqual([]);
    const failures = await listFailures(bucket.state);
    expect(failures.map(({ key }) => key)).toEqual(['broken.jpg', 'text.jpg']);
    expect(failures.map(({ recipe }) => recipe)).toEqual([recipeDigest(RECIPE), recipeDigest(RECIPE)]);
    expect(bucket.updates).toContainEqual(['good.jpg', 'augmented']);
  });

  it('retries messages that it does not understand, and processes the others', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    const foreign = ['no JSON', '{"Records":7}', ''].map((body, i) => ({ id: `foreign ${i}`, body }));
    const { failed } = await bucket.process([...foreign, ...bucket.queue.splice(0)]);
    expect(failed).toEqual(['foreign 0', 'foreign 1', 'foreign 2']);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
  });

  it('skips names that can be no keys', async () => {
    const { bucket } = bucketWhere();
    for (const key of ['a//b.jpg', '../a.jpg', './a.jpg']) bucket.notify('ObjectCreated:Put', key, 7);
    const { result } = await processAll(bucket);
    expect(result).toMatchObject({ failed: [], needsReconcile: false });
    expect(bucket.skipped).toHaveLength(3);
    expect(bucket.updates).toEqual([]);
  });

  it('may be empty', async () => {
    expect(await bucketWhere().bucket.process([])).toMatchObject({ failed: [], needsReconcile: false });
  });
});

describe('several messages about one image', () => {
  it('are one task', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    bucket.upload('a.txt', YOLO);
    bucket.notify('ObjectCreated:Put', 'a.jpg', IMAGE.length);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    const { result } = await processAll(bucket);
    expect(result.failed).toEqual([]);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
    expect(asked.filter(({ what, key }) => what === 'read' && key === 'a.jpg')).toHaveLength(1);
    expect([...bucket.output.writes.values()]).toEqual([1, 1, 1, 1]);
  });

  it('are retried together', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'create' && key.startsWith('a_jpg') ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('a.jpg', IMAGE);
    bucket.upload('a.txt', YOLO);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    const { ids, result } = await processAll(bucket);
    expect([...result.failed].sort()).toEqual([...ids].sort());
  });

  it('with the same size need no check of the size', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    bucket.notify('ObjectCreated:Put', 'a.jpg', IMAGE.length);
    await bucket.process(bucket.queue.splice(0));
    expect(asked.find(isAbout('a.jpg'))).toMatchObject({ what: 'read' });
  });

  it('with different sizes need a check of the size', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    bucket.notify('ObjectCreated:Put', 'a.jpg', IMAGE.length - 1);
    await bucket.process(bucket.queue.splice(0));
    expect(asked.find(isAbout('a.jpg'))).toMatchObject({ what: 'stat' });
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
  });

  it('with creation and deletion lead to the present state of the bucket', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    bucket.notify('ObjectRemoved:Delete', 'a.jpg');
    await processAll(bucket);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
    await bucket.delete('a.jpg');
    bucket.notify('ObjectCreated:Put', 'a.jpg', IMAGE.length);
    await processAll(bucket);
    expect(bucket.updates.at(-1)).toEqual(['a.jpg', 'removed']);
    expect([await keysOf(bucket.output), await keysOf(bucket.state, 'records/')]).toEqual([[], []]);
  });
});

/** Takes the requests of the second queue. */
const requestsOf = (bucket: TestBucket) => bucket.requests.splice(0).map(({ body }) => body);

describe('the second queue', () => {
  it('is told of each image that was updated, and of one that is gone', async () => {
    const { bucket } = bucketWhere();
    const asks = async () => {
      await processAll(bucket);
      return requestsOf(bucket);
    };
    bucket.upload('a.jpg', IMAGE);
    expect(await asks()).toEqual([encodeChanged(['a.jpg'], false)]);
    // An earlier function may have died before it could tell.
    bucket.notify('ObjectCreated:Put', 'a.jpg', IMAGE.length);
    expect(await asks()).toEqual([encodeChanged(['a.jpg'], false)]);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    expect(await asks()).toEqual([encodeChanged(['a.jpg'], true)]);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    await bucket.delete('a.jpg');
    expect(await asks()).toEqual([encodeChanged(['a.jpg'], false)]);
  });

  it('is asked for a full reconciliation where a file about the data set changed', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('data.yaml', 'names: [cat, dog]\n');
    await processAll(bucket);
    expect(requestsOf(bucket)).toEqual([encodeReconcile()]);
    bucket.upload('.DS_Store', 'hidden');
    await processAll(bucket);
    expect(requestsOf(bucket)).toEqual([]);
  });

  it('is asked for a full reconciliation where converting labels fails: other labels may name the class', async () => {
    const recipe = parseRecipe('labels: {write: yolo}\ntransforms: [HorizontalFlip]\n', 'recipe.yaml');
    const bucket = new TestBucket(recipe);
    bucket.upload('a.jpg', 'no image');
    await processAll(bucket);
    expect(requestsOf(bucket)).toEqual([encodeChanged(['a.jpg'], false), encodeReconcile()]);
  });

  it('makes all messages of a batch come again if it cannot be told', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('a.jpg', IMAGE);
    bucket.isSecondQueueDown = true;
    await expect(bucket.process(bucket.queue)).rejects.toThrow('the second queue is down');
    bucket.isSecondQueueDown = false;
    await processAll(bucket);
    expect(requestsOf(bucket)).toEqual([encodeChanged(['a.jpg'], false)]);
  });
});

describe('a reconciliation', () => {
  it('of deferred images requests no others', async () => {
    const recipe = parseRecipe('labels: {write: yolo}\ntransforms: [HorizontalFlip]\n', 'recipe.yaml');
    const bucket = new TestBucket(recipe);
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, IMAGE);
    bucket.upload('a.xml', vocXml('a.jpg'));
    await bucket.process(bucket.queue.splice(0));
    expect(bucket.updates).toContainEqual(['a.jpg', 'deferred']);
    bucket.upload('c.jpg', IMAGE);
    bucket.queue.splice(0);
    expect(await bucket.reconcileDeferred()).toBe(1);
    expect(bucket.queue.map(({ body }) => body)).toEqual([encodeRequest('a.jpg')]);
    expect(await bucket.reconcileDeferred()).toBe(0);
    await bucket.process(bucket.queue.splice(0));
    expect(await keysOf(bucket.output)).toContain('a_jpg.v1.txt');
    expect(await bucket.reconcile()).toMatchObject({ asked: 1 });
  });

  it('reads every Record once', async () => {
    const { bucket, asked } = bucketWhere();
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, IMAGE);
    bucket.upload('broken.jpg', 'no photo');
    await bucket.process(bucket.queue.splice(0));
    asked.length = 0;
    await bucket.reconcile();
    const records = asked.flatMap(({ what, key }) =>
      what === 'read' && key.startsWith('records/') ? [key] : [],
    );
    expect(records.sort()).toEqual(['records/a.jpg.json', 'records/b.jpg.json']);
  });

  it('is prepared by a message about the data set, which is retried until that succeeds', async () => {
    let isDown = true;
    const { bucket } = bucketWhere(({ what }) =>
      isDown && what === 'list' ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('data.yaml', 'names: [cat, dog]\n');
    const messages = bucket.queue.splice(0);
    expect((await bucket.process(messages)).failed).toEqual(messages.map(({ id }) => id));
    expect(bucket.retried).toHaveLength(1);
    isDown = false;
    expect(await bucket.process(messages)).toMatchObject({ failed: [], needsReconcile: true });
  });
});
