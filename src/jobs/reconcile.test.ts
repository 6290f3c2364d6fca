import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { withoutIndex } from '../../test/support/folders.js';
import { listDeferred, noteDeferred } from '../state/deferred.js';
import { listFailures, recordFailure } from '../state/failures.js';
import { recallInventory } from '../state/inventory-state.js';
import { readLayout } from '../state/dataset-state.js';
import { contentsOf, memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { reconcile, reconcileDeferred } from './reconcile.js';
import { FLIP, update, updateAll, updateContext } from './testing/update.js';

let images: Uint8Array[];

beforeAll(async () => {
  images = await Promise.all([1, 2].map((seed) => makeImage('a.jpg', seed, 32, 24)));
});

async function filled() {
  const stores = memoryStores(true);
  stores.input.put('a.jpg', images[0]!);
  stores.input.put('b.jpg', images[1]!);
  await updateAll(stores, FLIP);
  return stores;
}

async function askedBy(stores: MemoryStores, recipe = FLIP) {
  const asked: string[] = [];
  const result = await reconcile(updateContext(stores, recipe), (keys) => {
    asked.push(...keys);
    return Promise.resolve();
  });
  return { asked: asked.sort(), result };
}

describe('a full reconciliation', () => {
  it('asks for nothing if everything is up to date', async () => {
    const stores = await filled();
    const before = withoutIndex(await contentsOf(stores.state));
    const { asked, result } = await askedBy(stores);
    expect(asked).toEqual([]);
    expect(result).toMatchObject({ images: 2, asked: 0, removed: [] });
    expect(withoutIndex(await contentsOf(stores.state))).toEqual(before);
  });

  it.each([
    [
      'a new image',
      FLIP,
      (stores: MemoryStores) => {
        stores.input.put('c.jpg', images[0]!);
      },
      ['c.jpg'],
    ],
    ['a new recipe', 'transforms: [VerticalFlip: {p: 1}]\n', () => undefined, ['a.jpg', 'b.jpg']],
    ['more variants', `variants: 2\n${FLIP}`, () => undefined, ['a.jpg', 'b.jpg']],
  ])('asks for what %s concerns', async (_, recipe, change, expected) => {
    const stores = await filled();
    change(stores);
    expect((await askedBy(stores, recipe)).asked).toEqual(expected);
  });

  it('records a file of others in the way of a file about the data set, until it is gone', async () => {
    const stores = await filled();
    stores.input.put('classes.txt', new TextEncoder().encode('cat\n'));
    stores.input.put('a.txt', new TextEncoder().encode('0 0.5 0.5 0.2 0.2\n'));
    await updateAll(stores, FLIP);
    stores.output.put('classes.txt', new TextEncoder().encode('mine\n'));
    await askedBy(stores);
    const failures = await listFailures(stores.state);
    expect(failures).toMatchObject([
      { key: 'classes.txt', reason: expect.stringContaining('in the way') as string },
    ]);
    await askedBy(stores);
    expect(await listFailures(stores.state)).toEqual(failures);
    await stores.output.remove('classes.txt');
    const { result } = await askedBy(stores);
    expect(await listFailures(stores.state)).toEqual([]);
    expect(result.assembled.written).toBe(1);
  });

  it.each([
    ['a file of others is in the way', 'c.jpg', 'c_jpg.v1.jpg'],
    ['an output was edited', 'a.jpg', 'a_jpg.v1.jpg'],
  ])('tries again an image that failed since %s, once that file is gone', async (_, key, file) => {
    const stores = await filled();
    stores.output.put(file, new TextEncoder().encode('mine'));
    stores.input.put(key, images[1]!);
    expect(await update(stores, key)).toMatchObject({ kind: 'failed' });
    expect((await askedBy(stores)).asked).toEqual([]);
    await stores.output.remove(file);
    await updateAll(stores, FLIP);
    expect(await listFailures(stores.state)).toEqual([]);
    expect(await keysOf(stores.output)).toContain(file);
  });

  it('keeps in the state what it understood of the input', async () => {
    const stores = await filled();
    stores.input.put('c.xml', new TextEncoder().encode('<annotation></annotation>'));
    const { result } = await askedBy(stores);
    expect(result.inventory).toMatchObject({ images: 2, unused: [{ reason: 'no image', files: ['c.xml'] }] });
    expect(await recallInventory(stores.state)).toEqual(result.inventory);
  });

  it('keeps in the state which labels were left out', async () => {
    const stores = await filled();
    stores.input.put('a.txt', new TextEncoder().encode('0 0.5 0.5 0.2 0.2\n0 0.5 0.5 9\n'));
    await updateAll(stores, FLIP);
    const { inventory } = (await askedBy(stores)).result;
    expect(inventory.rejected).toMatchObject({ count: 1, labels: [{ file: 'a.txt', line: 2 }] });
    expect(await recallInventory(stores.state)).toEqual(inventory);
  });

  it('asks for deferred images, and removes their marks', async () => {
    const stores = await filled();
    await noteDeferred(stores.state, 'a.jpg');
    expect((await askedBy(stores)).asked).toEqual(['a.jpg']);
    expect((await keysOf(stores.state)).filter((key) => key.startsWith('deferred/'))).toEqual([]);
  });

  it('keeps the marks if asking fails', async () => {
    const stores = await filled();
    await noteDeferred(stores.state, 'a.jpg');
    const fail = () => Promise.reject(new Error('the queue is gone'));
    await expect(reconcile(updateContext(stores, FLIP), fail)).rejects.toThrow('the queue is gone');
    await expect(reconcileDeferred(updateContext(stores, FLIP), fail)).rejects.toThrow('the queue is gone');
    expect(await keysOf(stores.state)).toContain('deferred/a.jpg.json');
  });

  it('asks for the labels of an image that is gone, which may be those of another one now', async () => {
    const stores = memoryStores(true);
    stores.input.put('a.jpg', images[0]!);
    stores.input.put('a.txt', new TextEncoder().encode('0 .5 .5 .2 .2\n'));
    stores.input.put('classes.txt', new TextEncoder().encode('cat\n'));
    await updateAll(stores, FLIP);
    await stores.input.remove('a.jpg', (await stores.input.read('a.jpg'))!.version);
    expect((await askedBy(stores)).asked).toEqual(['a.txt']);
    expect(await listDeferred(stores.state)).toEqual([]);
  });

  it('removes the outputs and the Record of an image that is gone', async () => {
    const stores = await filled();
    await stores.input.remove('b.jpg');
    const { result } = await askedBy(stores);
    expect(result.removed).toEqual(['b_jpg.v1.jpg']);
    expect(await keysOf(stores.output)).toEqual(['a_jpg.v1.jpg']);
    expect(await keysOf(stores.state)).not.toContain('records/b.jpg.json');
  });

  it('names edited outputs of an image that is gone until they are gone, too, or the image is back', async () => {
    const stores = await filled();
    const [key, file] = ['b.jpg', 'b_jpg.v1.jpg'];
    stores.output.put(file, new TextEncoder().encode('mine'));
    await stores.input.remove(key);
    await update(stores, key);
    const failures = await listFailures(stores.state);
    expect(failures).toMatchObject([{ key, left: [file], reason: expect.stringContaining(file) as string }]);
    await update(stores, key);
    expect((await askedBy(stores)).asked).toEqual([]);
    expect(await listFailures(stores.state)).toEqual(failures);
    stores.input.put(key, images[1]!);
    expect((await askedBy(stores)).asked).toEqual([key]);
    await stores.input.remove(key);
    await stores.output.remove(file);
    await askedBy(stores);
    expect(await listFailures(stores.state)).toEqual([]);
  });

  it('does not ask again for an image that failed with the same recipe and data set', async () => {
    const stores = await filled();
    stores.input.put('c.jpg', new Uint8Array([1]));
    const { digest: recipe } = updateContext(stores, FLIP);
    await askedBy(stores);
    const { dataset } = await readLayout(stores.state);
    await recordFailure(stores.state, { key: 'c.jpg', reason: 'damaged', recipe, dataset, record: null });
    expect((await askedBy(stores)).asked).toEqual([]);
    expect((await askedBy(stores, `seed: 2\n${FLIP}`)).asked).toContain('c.jpg');
  });
});
