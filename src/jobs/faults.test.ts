import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { readRecord } from '../state/record.js';
import { contentsOf, FAULTS, failEverywhere, memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { assemble } from './assemble.js';
import { reconcile } from './reconcile.js';
import { removeSource } from './remove-source.js';
import { FLIP, update, updateAll, updateContext } from './testing/update.js';

const KEY = 'images/a.jpg';
const OTHER = 'images/b.jpg';
const FOREIGN = 'images/notes.txt';
const text = (content: string) => new TextEncoder().encode(content);
let images: Uint8Array[];

beforeAll(async () => {
  images = await Promise.all([1, 2].map((seed) => makeImage(KEY, seed, 32, 24)));
});

/** Two images with YOLO labels, and a foreign file in the output. */
async function putInput({ input, output }: MemoryStores): Promise<void> {
  input.put('data.yaml', text('names: [cat, dog]\n'));
  input.put(KEY, images[0]!);
  input.put(OTHER, images[1]!);
  for (const name of ['a', 'b']) input.put(`labels/${name}.txt`, text('1 0.5 0.5 0.5 0.5\n'));
  output.put(FOREIGN, text('precious'));
  await Promise.resolve();
}

/** Augments the whole input, and writes the files of the whole data set. */
async function makeEverything(stores: MemoryStores): Promise<void> {
  await putInput(stores);
  await updateAll(stores);
}

async function expectForeignFile({ output }: MemoryStores): Promise<void> {
  expect((await contentsOf(output))[FOREIGN]).toBe('precious');
}

describe.each(FAULTS)('if an operation fails ($when, $kind, signs: $signs, appends: $appends)', (fault) => {
  it('updateSource makes the outputs of a new image when it is called again', async () => {
    const prepare = async (stores: MemoryStores) => {
      await putInput(stores);
      await reconcile(updateContext(stores), () => Promise.resolve());
    };
    const failed = await failEverywhere(fault, prepare, (stores) => update(stores, KEY), expectForeignFile);
    expect(failed).toBeGreaterThan(8);
  });

  it('updateSource makes the outputs of a changed recipe when it is called again', async () => {
    const task = (stores: Parameters<typeof update>[0]) =>
      update(stores, KEY, 'transforms: [VerticalFlip: {p: 1}]\noutput: {format: png}\n');
    const failed = await failEverywhere(fault, makeEverything, task, expectForeignFile);
    expect(failed).toBeGreaterThan(8);
  });

  it('updateSource removes the outputs of an image that is gone when it is called again', async () => {
    const prepare = async (stores: MemoryStores) => {
      await makeEverything(stores);
      await stores.input.remove(KEY);
    };
    const failed = await failEverywhere(fault, prepare, (stores) => update(stores, KEY), expectForeignFile);
    expect(failed).toBeGreaterThan(5);
  });

  it('removeSource leaves nothing of its Source when it is called again', async () => {
    const task = (stores: Parameters<typeof removeSource>[0]) => removeSource(stores, KEY);
    const failed = await failEverywhere(fault, makeEverything, task, expectForeignFile);
    expect(failed).toBeGreaterThan(5);
  });

  it.each(['keep', 'remove'] as const)(
    'assemble writes its files when it is called again (%s)',
    async (policy) => {
      const prepare = async (stores: MemoryStores) => {
        await makeEverything(stores);
        await removeSource(stores, OTHER);
        stores.input.put('ImageSets/Main/train.txt', text('a\n'));
        await reconcile(updateContext(stores, `${FLIP}labels: {write: coco}\n`), () => Promise.resolve());
        await update(stores, KEY, `${FLIP}labels: {write: coco}\n`);
      };
      const failed = await failEverywhere(
        fault,
        prepare,
        (stores) => assemble(stores, { stalePolicy: policy }),
        expectForeignFile,
      );
      expect(failed).toBeGreaterThan(4);
    },
  );
});

describe('a data set made by single updates', () => {
  it('has the outputs that the fault tests compare', async () => {
    const stores = memoryStores(true);
    await makeEverything(stores);
    expect(await keysOf(stores.output)).toEqual([
      'data.yaml',
      'images/a_jpg.v1.jpg',
      'images/b_jpg.v1.jpg',
      FOREIGN,
      'labels/a_jpg.v1.txt',
      'labels/b_jpg.v1.txt',
    ]);
    expect(await readRecord(stores.state, KEY)).toBeDefined();
  });
});
