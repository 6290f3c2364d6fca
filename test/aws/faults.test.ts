import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { functionProcesses } from './servers/lambda-node.mjs';
import { becomes } from './servers/processes.mjs';
import { startProxy } from './servers/proxy.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployWith, eventOf } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';
import { atOnce } from './support/objects.js';

const IMAGES = Number(process.env['AUGMENT_FAULT_IMAGES'] ?? 500);
/** Shares of the work after which a process is killed. */
const KILLS = [0.15, 0.4, 0.65];
/** Five per cent of the requests that read objects, and of those that write. */
const FAULTS = { slowDown: 0.02, reset: 0.01, truncated: 0.02, answerLost: 0.02 };
/** Seconds: of AWS's half an hour, what a batch of small images takes. A killed function's messages come again then. */
const VISIBILITY = 25;

const RECIPE = `seed: 11
variants: 2
transforms:
  - HorizontalFlip: {p: 0.5}
  - Affine: {rotate: [-20, 20], p: 1}
  - RandomBrightnessContrast
`;

const isImage = (key: string) => key.startsWith('images/');
/** Excludes files about the whole data set, which are written again as it grows. */
const isOfImage = (key: string) => /^augmented-images\/(images|labels)\//.test(key);

async function makeDataset(): Promise<Files> {
  const files: Record<string, string | Uint8Array> = {
    'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog, horse]\n',
  };
  for (let i = 0; i < IMAGES; i++) {
    const name = `${i % 5 === 4 ? 'val' : 'train'}/${String(i).padStart(4, '0')}`;
    const [width, height] = [64 + ((i * 7) % 97), 48 + ((i * 11) % 73)];
    files[`images/${name}.jpg`] = await makeImage('photo.jpg', i + 1, width, height);
    files[`labels/${name}.txt`] = `${i % 3} 0.5 0.4 0.${1 + (i % 5)} 0.3\n1 0.7 0.7 0.2 0.2\n`;
  }
  return files;
}

describe('a data set, with repeated events, failing requests and killed functions', () => {
  let stack: Deployed;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  beforeAll(async () => {
    stack = await deployWith(RECIPE, { maxConcurrency: '3' });
    proxy = await startProxy(stack.server, { seed: 5, faults: FAULTS });
    await stack.functions.routeThrough('augment', proxy.endpoint);
    await stack.functions.routeThrough('reconcile', proxy.endpoint);
    await stack.queues.setVisibility(VISIBILITY);
  });
  afterAll(async () => {
    await proxy.stop();
    await stack.stop();
  });

  /** Like the script: files about the data set first, then labels, then images. */
  async function upload(files: Files): Promise<void> {
    const order = (key: string) =>
      ['data.yaml', 'labels/', 'images/'].findIndex((part) => key.startsWith(part));
    const sorted = Object.entries(files).sort(([a], [b]) => order(a) - order(b));
    for (const step of [0, 1, 2]) {
      const part = sorted.filter(([key]) => order(key) === step);
      await atOnce(part, ([key, content]) => stack.put(key, content));
      // Later changes of these files change outputs; other tests cover that.
      if (step === 0) await stack.queues.drained();
    }
  }

  /** Repeats the event of every tenth image: half of them during the work, half of them late. */
  async function tellAgain(files: Files, half: 0 | 1): Promise<number> {
    const images = Object.entries(files).filter(([key]) => isImage(key));
    const chosen = images.filter((_, i) => i % 20 === half * 10);
    await atOnce(chosen, ([key, { length }]) => stack.queues.send(eventOf(stack.bucket, key, length)));
    return chosen.length;
  }

  const countRecords = async () =>
    (await stack.objects.versions('augmented-images.augment/records/')).versions.filter(
      ({ IsLatest }) => IsLatest,
    ).length;

  /** Kills a working process, so that its batch fails. */
  async function kill(): Promise<boolean> {
    const name = stack.functions.name.augment;
    const hasFailed = async () => (await stack.server.tail()).includes(`Lambda ${name} failed processing`);
    return becomes(async () => {
      const [id] = await functionProcesses(stack.server, name);
      if (id === undefined) return false;
      process.kill(id, 'SIGKILL');
      return becomes(hasFailed, 2);
    }, 30);
  }

  async function killNowAndThen(): Promise<number> {
    let kills = 0;
    for (const share of KILLS) {
      if (!(await becomes(async () => (await countRecords()) >= share * IMAGES, 300))) break;
      if (await kill()) kills++;
    }
    return kills;
  }

  /** Waits until all queues are empty: everything is done, and the data set is reconciled. */
  async function settled(): Promise<{ redriven: number }> {
    let redriven = 0;
    const isSettled = async () => {
      await stack.queues.drained(300);
      const dead = await stack.queues.waiting('deadLetters');
      redriven += dead;
      if (dead > 0) await stack.queues.redrive();
      if (dead > 0 || (await stack.queues.waiting('reconcile')) > 0) return false;
      // The last reconciliation may have requested images, and these the next reconciliation.
      await stack.queues.drained(300);
      return (await stack.queues.waiting('reconcile')) === 0;
    };
    expect(await becomes(isSettled, 900)).toBe(true);
    return { redriven };
  }

  /** Key → number of versions, for objects with more than one. */
  async function manyVersions(prefix: string): Promise<Record<string, number>> {
    const counts = new Map<string, number>();
    for (const { Key } of (await stack.objects.versions(prefix)).versions)
      counts.set(Key!, (counts.get(Key!) ?? 0) + 1);
    return Object.fromEntries([...counts].filter(([, count]) => count > 1));
  }

  it(`ends complete, with each output written once, as in a folder: ${IMAGES} images`, async () => {
    const files = await makeDataset();
    const began = Date.now();
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const killing = killNowAndThen();
    await upload(files);
    const uploaded = seconds();
    let told = await tellAgain(files, 0);
    const kills = await killing;
    told += await tellAgain(files, 1);
    await stack.queues.drained(400);
    const drained = seconds();
    const { redriven } = await settled();
    const took = { uploaded, drained, settled: seconds() };

    const rewritten = await manyVersions('augmented-images/');
    const records = Object.keys(await manyVersions('augmented-images.augment/records/')).length;
    const { counts, injected } = proxy;
    console.log(
      JSON.stringify({ images: IMAGES, took, told, kills, redriven, injected, counts, rewritten, records }),
    );
    expect(kills).toBe(KILLS.length);
    for (const kind of Object.keys(FAULTS) as (keyof typeof FAULTS)[])
      expect(injected[kind], kind).toBeGreaterThan(0);

    expect(await stack.made()).toEqual(await madeAtHome(files, stack.recipe));
    expect(Object.keys(rewritten).filter(isOfImage)).toEqual([]);
    expect((await stack.objects.versions('augmented-images/')).markers).toEqual([]);
  }, 900_000);
});
