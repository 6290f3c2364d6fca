import { describe, expect, it } from 'vitest';
import { StoreError } from '../src/core/errors.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { parseRecipe } from '../src/core/recipe/index.js';
import { noteAttempts, readAttempts } from '../src/state/attempts.js';
import type { Attempts } from '../src/state/attempts.js';
import { listFailures } from '../src/state/failures.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { imageFiles } from '../test/support/layout-files.js';
import type { Message } from './tasks.js';
import { bucketWhere as bucketOf } from './testing/bucket.js';
import type { TestBucket, TestRequest } from './testing/bucket.js';

const RECIPE = parseRecipe('transforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');
const IMAGE = (await imageFiles('a.jpg'))['a.jpg'] as Uint8Array;

const bucketWhere = (fails?: (request: TestRequest) => Error | undefined) => bucketOf(RECIPE, fails);
const recordsOf = (bucket: TestBucket) => keysOf(bucket.state, 'records/');

describe('an image that crashes its function', () => {
  /** A bucket whose function dies when it reads certain images. */
  function bucketWithPoison(poisoned: (key: string) => boolean) {
    let isDown = false;
    const { bucket, asked } = bucketWhere(({ what, key }) => {
      isDown ||= what === 'read' && poisoned(key);
      return isDown ? new Error('the function is gone') : undefined;
    });
    /** Delivers the messages that are left, as SQS does after the function has died. */
    const deliver = async (messages: readonly Message[]) => {
      const { failed } = await bucket.process(messages);
      const left = messages.filter(({ id }) => (isDown ? !bucket.settled.includes(id) : failed.includes(id)));
      isDown = false;
      bucket.restart();
      return left.map((message) => ({ ...message, deliveries: (message.deliveries ?? 1) + 1 }));
    };
    return { bucket, asked, deliver };
  }

  it.each([[[0]], [[4]], [[9]], [[2, 5]]])(
    'at the positions %j fails by name, and no other',
    async (positions) => {
      const names = positions.map((i) => `${i}.jpg`);
      const { bucket, asked, deliver } = bucketWithPoison((key) => names.includes(key));
      for (let i = 0; i < 10; i++) bucket.upload(`${i}.jpg`, IMAGE);
      let messages: readonly Message[] = bucket.queue.splice(0).map((one) => ({ ...one, deliveries: 1 }));
      while (messages.length > 0) messages = await deliver(messages);
      const failures = await listFailures(bucket.state);
      expect(failures.map(({ key }) => key)).toEqual(names);
      expect(failures[0]!.reason).toMatch(/2 attempts .* ended the program; give it more memory/);
      expect(
        asked.filter(({ what, key }) => what === 'read' && names.includes(key)).length,
      ).toBeLessThanOrEqual(3 * names.length);
      const others = Array.from({ length: 10 }, (_, i) => i).filter((i) => !positions.includes(i));
      expect(await recordsOf(bucket)).toEqual(others.map((i) => `records/${i}.jpg.json`));
    },
  );

  it('does not bring back the images that were done before it', async () => {
    const { bucket, deliver } = bucketWithPoison((key) => key === 'b.jpg');
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) bucket.upload(key, IMAGE);
    const again = bucket.queue.splice(0).map((message) => ({ ...message, deliveries: 2 }));
    const left = await deliver(again);
    expect(left.map(({ id }) => id)).toEqual([again[1]!.id, again[2]!.id]);
    // The image that died alone comes last.
    expect((await deliver(left)).map(({ id }) => id)).toEqual([again[1]!.id]);
  });

  it('is not asked for while a message is there, and as a suspect afterwards', async () => {
    const { bucket, deliver } = bucketWithPoison((key) => key === 'a.jpg');
    bucket.upload('a.jpg', IMAGE);
    const batch = bucket.queue.splice(0).map((message) => ({ ...message, deliveries: 2 }));
    await deliver(batch);
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
    const { version: _, ...note } = JSON.parse(
      new TextDecoder().decode((await bucket.state.read('attempts/a.jpg.json'))!.bytes),
    ) as { version: number } & Attempts;
    await noteAttempts(bucket.state, { ...note, until: Date.now() - 1 });
    expect(await bucket.reconcile()).toMatchObject({ asked: 1 });
    expect(bucket.queue.map(({ body }) => body)).toEqual([encodeRequest('a.jpg', true)]);
    await deliver(bucket.queue.splice(0));
    await noteAttempts(bucket.state, { ...note, deaths: 2, until: Date.now() - 1 });
    await bucket.process([{ id: 'own', body: encodeRequest('a.jpg', true) }]);
    expect(bucket.updates.at(-1)).toEqual(['a.jpg', 'failed']);
    // Neither the failure nor the note asks for it again.
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
  });

  it('is tried again when it was uploaded again, and leaves no note', async () => {
    let isPoisonous = true;
    const { bucket, deliver } = bucketWithPoison((key) => isPoisonous && key === 'a.jpg');
    bucket.upload('a.jpg', IMAGE);
    let messages: readonly Message[] = bucket.queue.splice(0).map((one) => ({ ...one, deliveries: 2 }));
    while (messages.length > 0) messages = await deliver(messages);
    isPoisonous = false;
    bucket.upload('a.jpg', IMAGE);
    await bucket.drain();
    expect(await listFailures(bucket.state)).toEqual([]);
    expect(await keysOf(bucket.state, 'attempts/')).toEqual([]);
    expect(await recordsOf(bucket)).toEqual(['records/a.jpg.json']);
  });
});

describe('an image that lacks memory', () => {
  const [LITTLE, MORE] = [100 * 2 ** 20, 2 ** 30];

  it('fails by name, and is asked for again once there is enough', async () => {
    const { bucket } = bucketWhere();
    bucket.restart(LITTLE);
    bucket.upload('a.jpg', IMAGE);
    await bucket.drain();
    const [failure] = await listFailures(bucket.state);
    expect(failure?.reason).toMatch(/^a\.jpg: .* need \d+ MB of memory .* one image may take 100 MB/);
    bucket.restart(failure!.needs! - 1);
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
    bucket.restart(failure!.needs);
    expect(await bucket.reconcile()).toMatchObject({ asked: 1 });
    await bucket.drain();
    expect(await listFailures(bucket.state)).toEqual([]);
    expect(await recordsOf(bucket)).toEqual(['records/a.jpg.json']);
  });

  it('and ended its function gets new attempts once there is more', async () => {
    const { bucket } = bucketWhere();
    bucket.restart(MORE);
    bucket.upload('a.jpg', IMAGE);
    const { version = null } = (await bucket.input.stat('a.jpg'))!;
    const note = { key: 'a.jpg', image: version, recipe: recipeDigest(RECIPE), record: null, memory: MORE };
    const messages = bucket.queue.splice(0);
    // Stores the facts of the data set.
    await bucket.reconcile();
    bucket.queue.splice(0);
    await noteAttempts(bucket.state, { ...note, deaths: 2, until: 0 });
    await bucket.process(messages.map((message) => ({ ...message, deliveries: 4 })));
    expect(bucket.updates.at(-1)).toEqual(['a.jpg', 'failed']);
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
    bucket.restart(2 * MORE);
    await bucket.drain();
    expect(await recordsOf(bucket)).toEqual(['records/a.jpg.json']);
    expect(await keysOf(bucket.state, 'attempts/')).toEqual([]);
  });
});

describe('an image that fails for a reason that may pass', () => {
  it('is noted with the reason, although it may not even be asked for', async () => {
    const { bucket } = bucketWhere(({ what, key }) =>
      key === 'a.jpg' && ['read', 'stat'].includes(what) ? new StoreError('access denied', true) : undefined,
    );
    bucket.upload('a.jpg', IMAGE);
    expect((await bucket.process(bucket.queue.splice(0))).failed).toHaveLength(1);
    expect(await readAttempts(bucket.state, 'a.jpg')).toMatchObject({ image: null, reason: 'access denied' });
  });

  it('keeps no other image of its batch waiting, although no attempts can be read', async () => {
    const { bucket, asked } = bucketWhere(({ what, key }) =>
      what === 'read' && key === 'attempts/a.jpg.json' ? new StoreError('access denied', true) : undefined,
    );
    for (const key of ['a.jpg', 'b.jpg']) bucket.upload(key, IMAGE);
    const messages = bucket.queue.splice(0).map((message) => ({ ...message, deliveries: 2 }));
    expect(await bucket.process(messages)).toMatchObject({ failed: [messages[0]!.id], postponed: [] });
    expect(await recordsOf(bucket)).toEqual(['records/b.jpg.json']);
    // It may be what ended the function.
    expect(asked).not.toContainEqual({ what: 'read', key: 'a.jpg' });
  });

  it('is not asked for by reconciliations as long as its message is there', async () => {
    let isDown = true;
    const { bucket } = bucketWhere(({ what, key }) =>
      isDown && what === 'read' && key === 'a.jpg' ? new StoreError('slow down', true) : undefined,
    );
    bucket.upload('a.jpg', IMAGE);
    const [message] = bucket.queue.splice(0);
    for (const deliveries of [1, 2, 3, 4, 5]) await bucket.process([{ ...message!, deliveries }]);
    expect(await bucket.reconcile()).toMatchObject({ asked: 0 });
    expect(await listFailures(bucket.state)).toEqual([]);
    isDown = false;
    await bucket.process([message!]);
    await bucket.reconcile();
    expect(await keysOf(bucket.state, 'attempts/')).toEqual([]);
  });
});

describe('a batch without time', () => {
  it('puts back what it cannot finish', async () => {
    const { bucket } = bucketWhere();
    bucket.remaining = () => 0;
    bucket.upload('a.jpg', IMAGE);
    bucket.upload('b.jpg', IMAGE);
    const messages = bucket.queue.splice(0).map((message) => ({ ...message, deliveries: 2 }));
    const { failed, postponed } = await bucket.process(messages);
    const ids = [messages[1]!.id];
    expect({ failed, postponed }).toEqual({ failed: ids, postponed: ids });
    expect(await recordsOf(bucket)).toEqual(['records/a.jpg.json']);
  });
});
