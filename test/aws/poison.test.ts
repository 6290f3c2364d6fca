import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { processConnectedFrom } from './servers/lambda-node.mjs';
import { startProxy } from './servers/proxy.mjs';
import { augment } from './stack.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployWith, expectAsAtHome } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';

const RECIPE = 'seed: 3\nvariants: 2\ntransforms:\n  - HorizontalFlip: {p: 0.5}\n';
/** Messages in a batch, and deliveries of each message. */
const [BATCH, CHANCES] = [10, 5];
/** Attempts of the function for one S3 request. */
const ATTEMPTS = 8;

let stack: Deployed;
let proxy: Awaited<ReturnType<typeof startProxy>>;
/** The content of raw-images/. */
let files: Files = {};

beforeAll(async () => {
  stack = await deployWith(RECIPE, { maxConcurrency: '2' });
  // Writes deployment.json for `augment status`. From here on, only the test starts reconciliations.
  await stack.functions.feed('reconcile', false);
  await stack.functions.invoke('reconcile');
  proxy = await startProxy(stack.server);
  await stack.functions.routeThrough('augment', proxy.endpoint);
});
afterAll(async () => {
  await proxy.stop();
  await stack.stop();
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.log((await stack.server.tail()).replaceAll(/^(.{300}).*$/gm, '$1…'));
  });
});

const status = () => {
  const [output, input] = ['augmented-images', 'raw-images'].map((name) => `s3://${stack.bucket}/${name}`);
  return augment(stack.env, 'status', output!, '--input', input!);
};

/** Uploads while the function gets no messages, so that it then gets one batch. */
async function uploadAtOnce(more: Files): Promise<void> {
  await stack.functions.feed('augment', false);
  for (const [key, content] of Object.entries(more)) await stack.put(key, content);
  await eventually(async () => {
    expect(await stack.queues.waiting('images')).toBe(Object.keys(more).length);
  });
  files = { ...files, ...more };
  await stack.functions.feed('augment', true);
}

/** Ends the process that asks, like an image that needs too much memory. */
async function die(port: number): Promise<void> {
  const id = await processConnectedFrom(stack.server, stack.functions.name.augment, port);
  if (id !== undefined) process.kill(id, 'SIGKILL');
}

const fail = () => Promise.reject(new Error('the connection is reset'));

/** Images for one batch. */
async function batchOf(folder: string): Promise<Files> {
  const images = Array.from({ length: BATCH }, async (_, i) => [
    `${folder}/${i}.jpg`,
    await makeImage('photo.jpg', i),
  ]);
  return Object.fromEntries(await Promise.all(images)) as Files;
}

/** Counts the requests for an image, and lets each fail. */
function spoil(image: string, poison: (port: number) => Promise<unknown>): () => number {
  let asked = 0;
  proxy.set({
    before: async (kind, path, port) => {
      if (!asksFor(image, kind, path)) return;
      asked++;
      await poison(port);
    },
  });
  return () => asked;
}

function asksFor(image: string, kind: string, path: string): boolean {
  return kind === 'GET' && path === `/${stack.bucket}/raw-images/${image}`;
}

async function expectOthersMade(poisoned: string): Promise<void> {
  const { [poisoned]: _, ...others } = files;
  expect((await stack.made()).output).toEqual((await madeAtHome(others, stack.recipe)).output);
}

describe('an image that cannot be read, each time', () => {
  const poisoned = 'unreadable/4.jpg';

  it('ends among the dead letters, while all others of its batch are augmented', async () => {
    const asked = spoil(poisoned, fail);
    await uploadAtOnce(await batchOf('unreadable'));
    await eventually(async () => {
      expect(await stack.queues.waiting('images')).toBe(0);
      expect(await stack.queues.waiting('deadLetters')).toBe(1);
      // The last request may end after the message has moved.
      expect(asked()).toBe(CHANCES * ATTEMPTS);
    }, 180);
    expect((await stack.queues.deadLetters()).join()).toContain(poisoned);
    await expectOthersMade(poisoned);
  }, 240_000);

  it('is named by `augment status`, and not asked for again', async () => {
    const done = BATCH - 1;
    await expect(status()).rejects.toThrow(
      new RegExp(
        `exit code 1:\n[^]*^missing: ${poisoned}\n${done} images done, 1 missing, 0 waiting, 0 in work, 0 failed\n[^]*^1 dead letter: messages that failed`,
        'm',
      ),
    );
    await stack.functions.invoke('reconcile');
    expect(await stack.queues.waiting('images')).toBe(0);
  });

  it('is augmented after the repair, when it is delivered again', async () => {
    proxy.set({});
    await stack.queues.redrive();
    await expectAsAtHome(stack, files);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
    await expect(status()).resolves.toBe('');
  });
});

describe('an image that ends its function, each time', () => {
  const poisoned = 'deadly/4.jpg';

  it('is a failure after three attempts, and no message becomes a dead letter', async () => {
    const asked = spoil(poisoned, die);
    await uploadAtOnce(await batchOf('deadly'));
    await eventually(async () => {
      expect(await stack.queues.waiting('images')).toBe(0);
    }, 180);
    // Once with the others of its batch, and twice alone.
    expect(asked()).toBe(3);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
    await expectOthersMade(poisoned);
  }, 240_000);

  it('is named by `augment status`, and not asked for again', async () => {
    await expect(status()).rejects.toThrow(/failed: deadly\/4\.jpg: 2 attempts/);
    await stack.functions.invoke('reconcile');
    expect(await stack.queues.waiting('images')).toBe(0);
  });

  it('is augmented when it is uploaded again after the repair', async () => {
    proxy.set({});
    await stack.put(poisoned, files[poisoned]!);
    await expectAsAtHome(stack, files);
    await expect(status()).resolves.toBe('');
  });
});

describe('an image that ends its function, among many that come little by little', () => {
  const poisoned = 'first/4.jpg';
  const later = ['second', 'third', 'fourth', 'fifth', 'sixth'];
  const LAST_ATTEMPT = 3;
  /** Keys of the state, in the order in which the function wrote them. */
  const written: string[] = [];
  let good: string[] = [];
  let attempts = 0;

  const recordOf = (key: string) => `records/${key}.json`;
  const areDone = (keys: readonly string[]) =>
    eventually(() => {
      expect(written).toEqual(expect.arrayContaining(keys.map(recordOf)));
    }, 90);

  it('holds none of them back: they are done while its last attempt is under way', async () => {
    const first = await batchOf('first');
    const batches = await Promise.all(later.map(batchOf));
    good = [first, ...batches].flatMap(Object.keys).filter((key) => key !== poisoned);
    const state = `/${stack.bucket}/augmented-images.augment/`;
    proxy.set({
      before: async (kind, path, port) => {
        if (kind === 'PUT' && path.startsWith(state)) written.push(path.slice(state.length));
        if (!asksFor(poisoned, kind, path)) return;
        attempts++;
        // Before, the others of its batch may be in the same process.
        if (attempts === LAST_ATTEMPT) await areDone(good);
        await die(port);
      },
    });
    await uploadAtOnce(first);
    for (const batch of batches) {
      for (const [key, content] of Object.entries(batch)) await stack.put(key, content);
      files = { ...files, ...batch };
      await areDone(Object.keys(batch));
    }
    await eventually(async () => {
      expect(await stack.queues.waiting('images')).toBe(0);
    }, 180);
  }, 360_000);

  it('is one failure, after three attempts and all others', async () => {
    expect(attempts).toBe(LAST_ATTEMPT);
    expect(written.filter((key) => /^(records|failures)/.test(key)).at(-1)).toBe(`failures/${poisoned}.json`);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
    await expect(status()).rejects.toThrow(
      new RegExp(
        `exit code 1:\n(?:[^]*\n)?failed: ${poisoned}: 2 attempts [^]* 0 missing, 0 waiting, 0 in work, 1 failed$`,
        'm',
      ),
    );
  });

  it('lets each of the others be made once', async () => {
    expect(good).toHaveLength(59);
    await expectOthersMade(poisoned);
    const { versions } = await stack.results.versions('augmented-images');
    const keys = versions.map(({ Key }) => Key!);
    const made = good.flatMap((key) =>
      [1, 2].map((i) => `augmented-images/${key.replace('.', '_')}.v${i}.jpg`),
    );
    const records = good.map((key) => `augmented-images.augment/${recordOf(key)}`);
    for (const key of [...made, ...records]) expect(keys.filter((one) => one === key)).toEqual([key]);
  });
});
