import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { noteAttempts } from '../state/attempts.js';
import { noteDeferred } from '../state/deferred.js';
import { recordFailure } from '../state/failures.js';
import { readIndexRoot } from '../state/index-files.js';
import { readLayout } from '../state/dataset-state.js';
import { readReconciling } from '../state/reconciling.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { cutIndex } from '../state/testing/small-parts.js';
import { keysOf } from '../stores/testing/contract.js';
import { reconcileByRanges } from './reconcile-ranges.js';
import type { RangeOptions } from './reconcile-ranges.js';
import { FLIP, update, updateAll, updateContext } from './testing/update.js';

const YOLO = '0 0.5 0.5 0.2 0.2\n';
const text = (content: string) => new TextEncoder().encode(content);

const COCO = JSON.stringify({
  images: [{ id: 1, file_name: 'other.jpg', width: 32, height: 24 }],
  annotations: [],
  categories: [{ id: 1, name: 'cat' }],
});

let image: Uint8Array;

beforeAll(async () => {
  image = await makeImage('a.jpg', 1, 32, 24);
});

async function filled(files: Readonly<Record<string, string>> = {}) {
  const stores = memoryStores(true);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    stores.input.put(`images/${name}.jpg`, image);
    stores.input.put(`labels/${name}.txt`, text(YOLO));
  }
  stores.input.put('classes.txt', text('cat\n'));
  for (const [key, content] of Object.entries(files)) stores.input.put(key, text(content));
  await updateAll(stores, FLIP);
  await cutIndex(stores.state, 1);
  return stores;
}

async function askedBy(stores: MemoryStores, options: RangeOptions = { hasTime: () => true }) {
  const asked: string[] = [];
  const suspected: string[] = [];
  const result = await reconcileByRanges(
    updateContext(stores, FLIP),
    (keys, suspects = new Set()) => {
      asked.push(...keys);
      suspected.push(...suspects);
      return Promise.resolve();
    },
    options,
  );
  return { asked: asked.sort(), suspected, result };
}

describe('a full reconciliation by ranges', () => {
  it('asks for nothing if everything is up to date, and notes that it was', async () => {
    const stores = await filled();
    const { asked, result } = await askedBy(stores);
    expect(asked).toEqual([]);
    expect(result).toMatchObject({ images: 6, asked: 0, assembled: { written: 0 } });
    const { reconciled } = (await readIndexRoot(stores.state))!.content;
    expect(reconciled).toMatchObject({ since: 0, behind: expect.any(Number) as number });
  });

  it('asks for images that are new or gone, and for those that got or lost their labels', async () => {
    const stores = await filled();
    stores.input.put('images/bb.jpg', image);
    stores.input.put('zz.jpg', image);
    await stores.input.remove('images/c.jpg');
    await stores.input.remove('labels/d.txt');
    expect((await askedBy(stores)).asked).toEqual(
      ['bb', 'c', 'd'].map((name) => `images/${name}.jpg`).concat('zz.jpg'),
    );
  });

  it('goes on where the time did not suffice, and begins again after another one', async () => {
    const stores = await filled();
    stores.input.put('images/0.jpg', image);
    const some = { hasTime: () => false, atOnce: 1 };
    const first = await askedBy(stores, some);
    expect(first.asked).toEqual(['images/0.jpg']);
    expect(first.result).toMatchObject({ images: 5, asked: 1 });
    expect(first.result!.assembled).toBeUndefined();
    const second = await askedBy(stores, some);
    expect(second.asked).toEqual([]);
    expect(second.result).toMatchObject({ images: 7, asked: 1, assembled: {} });
    expect(await readReconciling(stores.state, undefined)).toBeUndefined();
    await askedBy(stores, some);
    await updateAll(stores, FLIP);
    const { reconciled } = (await readIndexRoot(stores.state))!.content;
    expect(await readReconciling(stores.state, reconciled)).toBeUndefined();
  });

  it('does not ask again for an image that failed, nor for one that a message asks for', async () => {
    const stores = await filled();
    const names = ['x', 'y', 'z'].map((name) => `images/${name}.jpg`);
    for (const key of names) stores.input.put(key, image);
    const { digest: recipe } = updateContext(stores, FLIP);
    const { dataset } = await readLayout(stores.state);
    const [failed, waiting, suspect] = names as [string, string, string];
    await recordFailure(stores.state, { key: failed, reason: 'damaged', recipe, dataset, record: null });
    const noted = { image: null, recipe, record: null, deaths: 1 };
    await noteAttempts(stores.state, { key: waiting, until: Date.now() + 60_000, ...noted });
    await noteAttempts(stores.state, { key: suspect, until: 0, ...noted });
    const { asked, suspected } = await askedBy(stores);
    expect([asked, suspected]).toEqual([[suspect], [suspect]]);
  });

  it('asks for an image that failed because of a file in the way, once that is gone', async () => {
    const stores = await filled();
    const [key, file] = ['images/x.jpg', 'images/x_jpg.v1.jpg'];
    stores.output.put(file, text('mine'));
    stores.input.put(key, image);
    expect(await update(stores, key, FLIP)).toMatchObject({ kind: 'failed' });
    expect((await askedBy(stores)).asked).toEqual([]);
    await stores.output.remove(file);
    expect((await askedBy(stores)).asked).toEqual([key]);
  });

  it('asks for labels that an image has lost, and removes their marks', async () => {
    const stores = await filled();
    await noteDeferred(stores.state, 'labels/a.txt');
    expect((await askedBy(stores)).asked).toEqual(['labels/a.txt']);
    expect(await keysOf(stores.state, 'deferred/')).toEqual([]);
  });

  it('passes over the rest of a folder of labels, and finds the images behind it', async () => {
    const stores = await filled();
    for (let i = 0; i < 2500; i++) stores.input.put(`labels/x${i}.txt`, text(YOLO));
    stores.input.put('labelt.jpg', image);
    expect((await askedBy(stores)).asked).toEqual(['labelt.jpg']);
  });

  it.each<[string, Readonly<Record<string, string>>, (stores: MemoryStores) => Promise<void> | void]>([
    ['an image waits for what only all keys show', {}, ({ state }) => noteDeferred(state, 'images/a.jpg')],
    [
      'the first image is in a split',
      {},
      (stores) => {
        stores.input.put('train/x.jpg', image);
      },
    ],
    [
      'an image may be a mask',
      {},
      (stores) => {
        stores.input.put('images/a_mask.png', image);
      },
    ],
    ['a part of the index is damaged', {}, damageIndex],
    ['one file holds the labels of many images', { 'coco.json': COCO }, () => undefined],
  ])('leaves everything to a whole one if %s', async (_, files, change) => {
    const stores = await filled(files);
    await change(stores);
    expect(await askedBy(stores)).toMatchObject({ asked: [], result: undefined });
  });
});

async function damageIndex({ state }: MemoryStores): Promise<void> {
  const { parts } = (await readIndexRoot(state))!.content;
  state.put(parts[2]!.file, text('nothing'));
}
