import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePhoto } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { functionProcesses } from './servers/lambda-node.mjs';
import { startProxy } from './servers/proxy.mjs';
import { augment } from './stack.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployWith, expectAsAtHome } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';

const RECIPE = 'seed: 3\nvariants: 2\ntransforms:\n  - HorizontalFlip: {p: 0.5}\n';
/** Messages that a function is given at once, and how often it is given each. */
const [BATCH, CHANCES] = [10, 5];
/** How often the function asks S3 before it takes no for an answer. */
const ATTEMPTS = 8;
/** Seconds: longer than a function takes to start and come to the poison, and short, as each chance takes so long. */
const VISIBILITY = 12;

let stack: Deployed;
let proxy: Awaited<ReturnType<typeof startProxy>>;
/** What lies in raw-images/. */
let files: Files = {};

beforeAll(async () => {
  stack = await deployWith(RECIPE, { maxConcurrency: '2' });
  // From here on `augment status` knows of the queues, and the test says when everything is looked at.
  await stack.functions.feed('reconcile', false);
  await stack.functions.invoke('reconcile');
  proxy = await startProxy(stack.server);
  await stack.functions.leadThrough('augment', proxy.endpoint);
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

/** Uploads these before the function hears of any of them, so that it is given all at once. */
async function uploadAtOnce(more: Files): Promise<void> {
  await stack.functions.feed('augment', false);
  for (const [key, content] of Object.entries(more)) await stack.put(key, content);
  await eventually(async () => {
    expect(await stack.queues.waiting('images')).toBe(Object.keys(more).length);
  });
  files = { ...files, ...more };
  await stack.functions.feed('augment', true);
}

/** As a photo does for which memory does not suffice. */
async function die(): Promise<void> {
  const ids = await functionProcesses(stack.server, stack.functions.name.augment);
  for (const id of ids) process.kill(id, 'SIGKILL');
}

const fail = () => Promise.reject(new Error('the connection is reset'));

describe.each([
  { what: 'cannot be read', poison: fail, requests: CHANCES * ATTEMPTS, dead: 1 },
  // Nobody is left who could say which of its batch are done, so all of them come again.
  { what: 'takes its function down', poison: die, requests: CHANCES, dead: BATCH },
])('a photo that $what, each time', ({ what, poison, requests, dead }) => {
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
    const photos = Array.from({ length: BATCH }, async (_, i) => [
      `${folder}/${i}.jpg`,
      await makePhoto('photo.jpg', i),
    ]);
    await uploadAtOnce(Object.fromEntries(await Promise.all(photos)) as Files);
    await eventually(async () => {
      expect(await stack.queues.waiting('images')).toBe(0);
      expect(await stack.queues.waiting('deadLetters')).toBe(dead);
      // The last of the requests may still be under way when the message is taken from it.
      expect(asked).toBe(requests);
    }, 180);
    expect((await stack.queues.deadLetters()).join()).toContain(poisoned);

    const { [poisoned]: _, ...others } = files;
    expect((await stack.made()).output).toEqual((await madeAtHome(others, stack.recipe)).output);
  }, 240_000);

  it('is told by `augment status`, by its name', async () => {
    const letters = dead === 1 ? '1 dead letter' : `${dead} dead letters`;
    const done = Object.keys(files).length - 1;
    await expect(status()).rejects.toThrow(
      new RegExp(
        `exit code 1:\nmissing: ${poisoned}\n${done} photos done, 1 missing, 0 waiting, 0 in work, 0 failed\n[^]*^${letters}: tried again`,
        'm',
      ),
    );
  });

  it('is augmented once the cause is mended, and it is delivered again', async () => {
    proxy.set({});
    await stack.queues.redrive();
    await expectAsAtHome(stack, files);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
    await expect(status()).resolves.toBe('');
  });
});
