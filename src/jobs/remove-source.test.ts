import { describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { memoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { removeSource } from './remove-source.js';
import { FLIP, updateAll } from './testing/update.js';

const ORIGINALS = `${FLIP}output: {originals: true}\n`;
const LABELS = new TextEncoder().encode('0 0.5 0.5 0.5 0.5\n');

/** Two images of one name, which share a label file. */
async function siblings() {
  const stores = memoryStores(true);
  for (const [i, key] of ['cat.jpg', 'cat.png'].entries())
    stores.input.put(key, await makeImage(key, i, 32, 24));
  stores.input.put('cat.txt', LABELS);
  await updateAll(stores, ORIGINALS);
  return stores;
}

describe('removing the outputs of an image that is gone', () => {
  it('leaves the copied labels that another image of the same name shares', async () => {
    const stores = await siblings();
    await stores.input.remove('cat.png');
    const { outputs } = await removeSource(stores, 'cat.png');
    expect(outputs).toEqual(['cat.png', 'cat_png.v1.png', 'cat_png.v1.txt']);
    expect(await keysOf(stores.output)).toEqual(['cat.jpg', 'cat.txt', 'cat_jpg.v1.jpg', 'cat_jpg.v1.txt']);
  });

  it('leaves them also if it has no Record', async () => {
    const stores = await siblings();
    await stores.input.remove('cat.png');
    await stores.state.remove('records/cat.png.json');
    await removeSource(stores, 'cat.png');
    expect(await keysOf(stores.output)).toEqual(['cat.jpg', 'cat.txt', 'cat_jpg.v1.jpg', 'cat_jpg.v1.txt']);
  });

  it('removes the labels with the last image of that name', async () => {
    const stores = await siblings();
    for (const key of ['cat.png', 'cat.jpg']) {
      await stores.input.remove(key);
      await removeSource(stores, key);
    }
    expect(await keysOf(stores.output)).toEqual([]);
    expect((await keysOf(stores.state)).filter((key) => key.startsWith('records/'))).toEqual([]);
  });

  it('leaves an output that was changed since it was made', async () => {
    const stores = await siblings();
    const key = 'cat_png.v1.txt';
    stores.output.put(key, new TextEncoder().encode('edited'));
    await stores.input.remove('cat.png');
    expect((await removeSource(stores, 'cat.png')).outputs).not.toContain(key);
    expect(await keysOf(stores.output)).toContain(key);
  });
});
