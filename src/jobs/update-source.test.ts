import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import { recipeDigest } from '../core/recipe/digest.js';
import { readRecord } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { Store } from '../stores/store.js';
import { makeImage } from '../../test/support/dataset.js';
import { DatasetView } from '../state/dataset-view.js';
import { updateSource } from './update-source.js';
import { EngineQueue } from '../variants/engine-queue.js';

const KEY = 'a.jpg';
const RECIPE = parseRecipe('transforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');

async function bucket() {
  const [older, newer] = await Promise.all([makeImage(KEY, 1, 64, 48), makeImage(KEY, 2, 64, 48)]);
  const asked: string[] = [];
  const note = (what: string, key: string) => void asked.push(`${what} ${key}`);
  const stores = { input: memoryStore(note), output: memoryStore(), state: memoryStore(note) };
  stores.input.put(KEY, older);
  const update = (state: Store, isUpload: boolean, input: Store = stores.input) =>
    updateSource(
      { key: KEY, size: older.length, afterListing: false, isUpload },
      {
        stores: { ...stores, state, input },
        recipe: RECIPE,
        digest: recipeDigest(RECIPE),
        engineQueue: new EngineQueue(),
        view: new DatasetView({ ...stores, state }),
      },
    );
  return { stores, asked, newer, update };
}

/** A state that calls a function before or after the first reading of the Record. */
function meddled(state: Store, when: 'before' | 'after', happening: () => Promise<unknown>): Store {
  let isFirst = true;
  const read = async (key: string) => {
    if (!key.startsWith('records/') || !isFirst) return state.read(key);
    isFirst = false;
    // By then, the image and the facts of the data set have been read.
    for (let moment = 0; moment < 5; moment++) await new Promise((resolve) => setImmediate(resolve));
    if (when === 'before') await happening();
    const found = await state.read(key);
    if (when === 'after') await happening();
    return found;
  };
  return { ...state, read };
}

describe('an image that is deleted', () => {
  it('while it is being augmented leaves no outputs', async () => {
    const { stores, update } = await bucket();
    const stat: Store['stat'] = async (key) => {
      await stores.input.remove(key);
      return stores.input.stat(key);
    };
    const input = { ...stores.input, stat };
    expect(await update(stores.state, true, input)).toEqual({ kind: 'removed', removed: [] });
    expect([...stores.output.writes.keys()]).toEqual(['a_jpg.v1.jpg']);
    expect(await keysOf(stores.output)).toEqual([]);
    expect(await keysOf(stores.state)).toEqual([]);
  });
});

describe('the first attempt at an upload', () => {
  it('reads image, Record and layout at the same time', async () => {
    const { stores, asked, update } = await bucket();
    await update(stores.state, true);
    const record = asked.find((one) => one.startsWith('read records/'));
    expect(new Set(asked.slice(0, 3))).toEqual(new Set([record, 'read layout.json', `read ${KEY}`]));
    expect(asked.filter((one) => one === `read ${KEY}`)).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'gives way to a task that augmented a newer image just %s it read the Record',
    async (when) => {
      const { stores, newer, update } = await bucket();
      const replace = async () => {
        stores.input.put(KEY, newer);
        await update(stores.state, false);
      };
      await update(meddled(stores.state, when, replace), true);
      const held = await readRecord(stores.state, KEY);
      expect(held?.record.image).toBe(sha256(newer));
    },
  );
});
