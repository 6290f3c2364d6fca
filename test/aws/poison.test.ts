import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { functionProcesses } from './servers/lambda-node.mjs';
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

/** Ends the function like an image that needs too much memory. */
async function die(): Promise<void> {
  const ids = await functionProcesses(stack.server, stack.functions.name.augment);
  for (const id of ids) process.kill(id, 'SIGKILL');
}

const fail = () => Promise.reject(new Error('the connection is reset'));

/** One image among others that all come in one batch. */
async function uploadBatch(folder: string): Promise<string> {
  const images = Array.from({ length: BATCH }, async (_, i) => [
    `${folder}/${i}.jpg`,
    await makeImage('photo.jpg', i),
  ]);
  await uploadAtOnce(Object.fromEntries(await Promise.all(images)) as Files);
  return `${folder}/4.jpg`;
}

/** Counts the requests for an image, and lets each fail. */
function spoil(image: string, poison: () => Promise<unknown>): () => number {
  let asked = 0;
  proxy.set({
    before: async (kind, path) => {
      if (kind !== 'GET' || path !== `/${stack.bucket}/raw-images/${image}`) return;
      asked++;
      await poison();
    },
  });
  return () => asked;
}

async function expectOthersMade(poisoned: string): Promise<void> {
  const { [poisoned]: _, ...others } = files;
  expect((await stack.made()).output).toEqual((await madeAtHome(others, stack.recipe)).output);
}

describe('an image that cannot be read, each time', () => {
  const poisoned = 'unreadable/4.jpg';

  it('ends among the dead letters, while all others of its batch are augmented', async () => {
    const asked = spoil(poisoned, fail);
    await uploadBatch('unreadable');
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
    await uploadBatch('deadly');
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
