import { describe, expect, it } from 'vitest';
import { StoreError } from '../src/core/errors.js';
import { parseRecipe } from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { listFailures } from '../src/state/failures.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { photos, vocXml, YOLO } from '../test/support/layout-files.js';
import type { Message } from './process-batch.js';
import { TestBucket } from './testing/bucket.js';

const RECIPE = parseRecipe('variants: 2\ntransforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');
const PHOTO = (await photos('a.jpg'))['a.jpg'] as Uint8Array;

interface Asked {
  readonly what: string;
  readonly key: string;
}

/** A bucket, what its functions ask of it, and what goes wrong with that. */
function bucketWhere(fails: (asked: Asked) => Error | undefined = () => undefined) {
  const asked: Asked[] = [];
  const bucket = new TestBucket(RECIPE, (what, key) => {
    asked.push({ what, key });
    const error = fails({ what, key });
    if (error) throw error;
  });
  return { bucket, asked };
}

/** All messages that wait, in one batch. */
async function processAll(bucket: TestBucket) {
  const batch = bucket.queue.splice(0);
  return { ids: batch.map(({ id }) => id), result: await bucket.process(batch) };
}

const isAbout = (name: string) => (asked: Asked) => asked.key === name;

describe('a batch of messages', () => {
  it('is done with photo by photo', async () => {
    const { bucket } = bucketWhere();
    for (const key of ['a.jpg', 'b.png', 'c d+e.jpg']) bucket.upload(key, PHOTO);
    const { result } = await processAll(bucket);
    expect(result).toEqual({ failed: [], needsReconcile: true });
    expect(bucket.updates.map(([key, kind]) => `${kind} ${key}`).sort()).toEqual([
      'augmented a.jpg',
      'augmented b.png',
      'augmented c d+e.jpg',
    ]);
  });

  it('gives back the messages of the photo that fails, and no other', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'read' && key === 'b.jpg' ? new StoreError('the server failed', true) : undefined,
    );
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) bucket.upload(key, PHOTO);
    bucket.notify('ObjectCreated:Put', 'b.jpg', PHOTO.length);
    const { ids, result } = await processAll(bucket);
    expect(result.failed).toEqual([ids[1], ids[3]]);
    expect(bucket.retried).toEqual([expect.objectContaining({ message: 'the server failed' })]);
    expect(bucket.updates.map(([key]) => key).sort()).toEqual(['a.jpg', 'c.jpg']);
    expect(await listFailures(bucket.state)).toEqual([]);
  });

  it('gives back a message of which one photo failed, and finds the others done when it comes again', async () => {
    let isDown = true;
    const { bucket } = bucketWhere(({ what, key }) =>
      isDown && what === 'create' && key.startsWith('b_jpg') ? new StoreError('down', true) : undefined,
    );
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, PHOTO);
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

  it('gives back what is wrong with the function, not with the photo', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'create' && key.startsWith('a_jpg') ? new StoreError('access denied', false) : undefined,
    );
    bucket.upload('a.jpg', PHOTO);
    const { ids, result } = await processAll(bucket);
    expect(result).toEqual({ failed: ids, needsReconcile: false });
    expect(await listFailures(bucket.state)).toEqual([]);
  });

  it('records what is wrong with a photo or its labels, and is done with it', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('broken.jpg', PHOTO.subarray(0, 200));
    bucket.upload('text.jpg', 'no photo at all');
    bucket.upload('good.jpg', PHOTO);
    const { result } = await processAll(bucket);
    expect(result.failed).toEqual([]);
    expect(bucket.retried).toEqual([]);
    const failures = await listFailures(bucket.state);
    expect(failures.map(({ key }) => key)).toEqual(['broken.jpg', 'text.jpg']);
    expect(failures.map(({ recipe }) => recipe)).toEqual([recipeDigest(RECIPE), recipeDigest(RECIPE)]);
    expect(bucket.updates).toContainEqual(['good.jpg', 'augmented']);
  });

  it('gives back messages that nobody understands, and does the others', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('a.jpg', PHOTO);
    const foreign = ['no JSON', '{"Records":7}', ''].map((body, i) => ({ id: `foreign ${i}`, body }));
    const { failed } = await bucket.process([...foreign, ...bucket.queue.splice(0)]);
    expect(failed).toEqual(['foreign 0', 'foreign 1', 'foreign 2']);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
  });

  it('passes over names that no key can have', async () => {
    const { bucket } = bucketWhere();
    for (const key of ['a//b.jpg', '../a.jpg', './a.jpg']) bucket.notify('ObjectCreated:Put', key, 7);
    const { result } = await processAll(bucket);
    expect(result).toEqual({ failed: [], needsReconcile: false });
    expect(bucket.skipped).toHaveLength(3);
    expect(bucket.updates).toEqual([]);
  });

  it('may be empty', async () => {
    expect(await bucketWhere().bucket.process([])).toEqual({ failed: [], needsReconcile: false });
  });
});

describe('a photo that takes its function down', () => {
  it.each([0, 4, 9])(
    'as number %d of its batch harms no other, once they have come again twice',
    async (poison) => {
      let isDown = false;
      const { bucket } = bucketWhere(({ what, key }) => {
        isDown ||= what === 'read' && key === `${poison}.jpg`;
        return isDown ? new Error('the function is gone') : undefined;
      });
      for (let i = 0; i < 10; i++) bucket.upload(`${i}.jpg`, PHOTO);
      const batch = bucket.queue.splice(0);
      for (const deliveries of [1, 2, 3]) {
        await bucket.process(batch.map((message) => ({ ...message, deliveries })));
        isDown = false;
        bucket.restart();
      }
      const others = Array.from({ length: 10 }, (_, i) => `${i}_jpg.v1.jpg`).filter((_, i) => i !== poison);
      expect((await keysOf(bucket.output)).filter((key) => key.includes('.v1'))).toEqual(others);
    },
  );
});

describe('several messages about one photo', () => {
  it('are one task', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', PHOTO);
    bucket.upload('a.txt', YOLO);
    bucket.notify('ObjectCreated:Put', 'a.jpg', PHOTO.length);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    const { result } = await processAll(bucket);
    expect(result.failed).toEqual([]);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
    expect(asked.filter(({ what, key }) => what === 'read' && key === 'a.jpg')).toHaveLength(1);
    expect([...bucket.output.writes.values()]).toEqual([1, 1, 1, 1]);
  });

  it('are put back together', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      what === 'create' && key.startsWith('a_jpg') ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('a.jpg', PHOTO);
    bucket.upload('a.txt', YOLO);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    const { ids, result } = await processAll(bucket);
    expect([...result.failed].sort()).toEqual([...ids].sort());
  });

  it('that tell the same size are believed, as far as a size goes', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', PHOTO);
    bucket.notify('ObjectCreated:Put', 'a.jpg', PHOTO.length);
    await bucket.process(bucket.queue.splice(0));
    expect(asked.find(isAbout('a.jpg'))).toMatchObject({ what: 'read' });
  });

  it('that tell sizes that differ are not: it is looked at anew', async () => {
    const { bucket, asked } = bucketWhere();
    bucket.upload('a.jpg', PHOTO);
    bucket.notify('ObjectCreated:Put', 'a.jpg', PHOTO.length - 1);
    await bucket.process(bucket.queue.splice(0));
    expect(asked.find(isAbout('a.jpg'))).toMatchObject({ what: 'stat' });
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
  });

  it('of which one says that it is gone end as the bucket is', async () => {
    const { bucket } = bucketWhere();
    bucket.upload('a.jpg', PHOTO);
    bucket.notify('ObjectRemoved:Delete', 'a.jpg');
    await processAll(bucket);
    expect(bucket.updates).toEqual([['a.jpg', 'augmented']]);
    await bucket.delete('a.jpg');
    bucket.notify('ObjectCreated:Put', 'a.jpg', PHOTO.length);
    await processAll(bucket);
    expect(bucket.updates.at(-1)).toEqual(['a.jpg', 'removed']);
    expect([await keysOf(bucket.output), await keysOf(bucket.state, 'records/')]).toEqual([[], []]);
  });
});

describe('a look at the whole data set', () => {
  it('is asked for by what the bucket tells, whatever came of it, and not by what a look asked for in vain', async () => {
    const { bucket } = bucketWhere();
    const asks = async () => (await processAll(bucket)).result.needsReconcile;
    bucket.upload('a.jpg', PHOTO);
    expect(await asks()).toBe(true);
    // An earlier look may have left everything but the deferred to this.
    bucket.notify('ObjectCreated:Put', 'a.jpg', PHOTO.length);
    expect(await asks()).toBe(true);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    expect(await asks()).toBe(false);
    bucket.upload('data.yaml', 'names: [cat, dog]\n');
    expect(await asks()).toBe(true);
    bucket.upload('.DS_Store', 'hidden');
    expect(await asks()).toBe(false);
    await bucket.delete('a.jpg');
    expect(await asks()).toBe(true);
    bucket.queue.push({ id: 'own', body: encodeRequest('a.jpg') });
    expect(await asks()).toBe(false);
  });

  it('asks, while photos are on their way, only for those that waited for it', async () => {
    const recipe = parseRecipe('labels: {write: yolo}\ntransforms: [HorizontalFlip]\n', 'recipe.yaml');
    const bucket = new TestBucket(recipe);
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, PHOTO);
    bucket.upload('a.xml', vocXml('a.jpg'));
    await bucket.process(bucket.queue.splice(0));
    expect(bucket.updates).toContainEqual(['a.jpg', 'deferred']);
    bucket.upload('c.jpg', PHOTO);
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
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, PHOTO);
    bucket.upload('broken.jpg', 'no photo');
    await bucket.process(bucket.queue.splice(0));
    asked.length = 0;
    await bucket.reconcile();
    const records = asked.flatMap(({ what, key }) =>
      what === 'read' && key.startsWith('records/') ? [key] : [],
    );
    expect(records.sort()).toEqual(['records/a.jpg.json', 'records/b.jpg.json']);
  });

  it('is taken when it can be: until then, the message that asks for it comes again', async () => {
    let isDown = true;
    const { bucket } = bucketWhere(({ what }) =>
      isDown && what === 'list' ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('data.yaml', 'names: [cat, dog]\n');
    const messages = bucket.queue.splice(0);
    expect((await bucket.process(messages)).failed).toEqual(messages.map(({ id }) => id));
    expect(bucket.retried).toHaveLength(1);
    isDown = false;
    expect(await bucket.process(messages)).toEqual({ failed: [], needsReconcile: true });
  });

  it('is asked for again where a message comes again, as whoever had it may have died before asking', async () => {
    let isDown = false;
    const { bucket } = bucketWhere(({ key }) =>
      isDown && key === 'b.jpg' ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('a.jpg', PHOTO);
    bucket.upload('b.jpg', PHOTO);
    const again = bucket.queue.map((message) => ({ ...message, deliveries: 2 }));
    await processAll(bucket);
    expect(await bucket.process(again)).toEqual({ failed: [], needsReconcile: true });
    // Else it would be asked for without end: for what fails, settling asks.
    isDown = true;
    expect(await bucket.process(again.slice(1))).toEqual({ failed: ['1'], needsReconcile: false });
  });
});
