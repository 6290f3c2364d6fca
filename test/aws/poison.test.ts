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
/** Seconds. Longer than a function needs to start and to reach the image, but short, since each delivery waits so long. */
const VISIBILITY = 12;

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
  await stack.queues.setVisibility(VISIBILITY);
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

describe.each([
  { what: 'cannot be read', poison: fail, requests: CHANCES * ATTEMPTS, dead: 1 },
  // A dead function cannot report which messages are done, so SQS delivers the whole batch again.
  { what: 'crashes its function', poison: die, requests: CHANCES, dead: BATCH },
])('an image that $what, each time', ({ what, poison, requests, dead }) => {
  const folder = what.replaceAll(' ', '-');
  const poisoned = `${folder}/4.jpg`;

  it('ends among the dead letters, while all others of its batch are augmented', async () => {
    let asked = 0;
    proxy.set({
      before: async (kind, path) => {
        if (kind !== 'GET' || path !== `/${stack.bucket}/raw-images/${poisoned}`) return;
        asked++;
        await poison();
      },
    });
    const images = Array.from({ length: BATCH }, async (_, i) => [
      `${folder}/${i}.jpg`,
      await makeImage('photo.jpg', i),
    ]);
    await uploadAtOnce(Object.fromEntries(await Promise.all(images)) as Files);
    await eventually(async () => {
      expect(await stack.queues.waiting('images')).toBe(0);
      expect(await stack.queues.waiting('deadLetters')).toBe(dead);
      // The last request may end after the message has moved.
      expect(asked).toBe(requests);
    }, 180);
    expect((await stack.queues.deadLetters()).join()).toContain(poisoned);

    const { [poisoned]: _, ...others } = files;
    expect((await stack.made()).output).toEqual((await madeAtHome(others, stack.recipe)).output);
  }, 240_000);

  it('is named by `augment status`', async () => {
    const letters = dead === 1 ? '1 dead letter' : `${dead} dead letters`;
    const done = Object.keys(files).length - 1;
    await expect(status()).rejects.toThrow(
      new RegExp(
        `exit code 1:\n[^]*^missing: ${poisoned}\n${done} images done, 1 missing, 0 waiting, 0 in work, 0 failed\n[^]*^${letters}: messages that failed`,
        'm',
      ),
    );
  });

  it('is augmented after the repair, when it is delivered again', async () => {
    proxy.set({});
    await stack.queues.redrive();
    await expectAsAtHome(stack, files);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
    await expect(status()).resolves.toBe('');
  });
});
