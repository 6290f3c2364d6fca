import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import { recipeDigest } from '../core/recipe/digest.js';
import { readRecord } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { discard } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { makePhoto } from '../../test/support/dataset.js';
import { DatasetView } from '../state/dataset-view.js';
import { updateSource } from './update-source.js';
import { Workshop } from '../variants/engine-queue.js';

const KEY = 'a.jpg';
const RECIPE = parseRecipe('transforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');

async function bucket() {
  const [older, newer] = await Promise.all([makePhoto(KEY, 1, 64, 48), makePhoto(KEY, 2, 64, 48)]);
  const asked: string[] = [];
  const note = (what: string, key: string) => void asked.push(`${what} ${key}`);
  const places = { input: memoryStore(note), output: memoryStore(), state: memoryStore(note) };
  places.input.put(KEY, older);
  const update = (state: Store, isUpload: boolean, input: Store = places.input) =>
    updateSource(
      { key: KEY, size: older.length, isSettled: false, isUpload },
      {
        places: { ...places, state, input },
        recipe: RECIPE,
        digest: recipeDigest(RECIPE),
        workshop: new Workshop(),
        view: new DatasetView({ ...places, state }),
      },
    );
  return { places, asked, newer, update };
}

/** A state that has something happen around the first reading of the Record. */
function meddled(state: Store, when: 'before' | 'after', happening: () => Promise<unknown>): Store {
  let isFirst = true;
  const read = async (key: string) => {
    if (!key.startsWith('records/') || !isFirst) return state.read(key);
    isFirst = false;
    // By then the photo and what is known of the data set have been read.
    for (let moment = 0; moment < 5; moment++) await new Promise((resolve) => setImmediate(resolve));
    if (when === 'before') await happening();
    const found = await state.read(key);
    if (when === 'after') await happening();
    return found;
  };
  return { ...state, read };
}

describe('a photo that is deleted', () => {
  it('while it is being augmented leaves nothing', async () => {
    const { places, update } = await bucket();
    const look: Store['look'] = async (key) => {
      await discard(places.input, key);
      return places.input.look(key);
    };
    const input = { ...places.input, look };
    expect(await update(places.state, true, input)).toEqual({ kind: 'removed', removed: [] });
    expect([...places.output.writes.keys()]).toEqual(['a_jpg.v1.jpg']);
    expect(await keysOf(places.output)).toEqual([]);
    expect(await keysOf(places.state)).toEqual([]);
  });
});

describe('the first attempt at an upload', () => {
  it('reads photo, Record and traits at the same time', async () => {
    const { places, asked, update } = await bucket();
    await update(places.state, true);
    const record = asked.find((one) => one.startsWith('read records/'));
    expect(new Set(asked.slice(0, 3))).toEqual(new Set([record, 'read traits.json', `read ${KEY}`]));
    expect(asked.filter((one) => one === `read ${KEY}`)).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'gives way to who made a newer photo just %s it read the Record',
    async (when) => {
      const { places, newer, update } = await bucket();
      const replace = async () => {
        places.input.put(KEY, newer);
        await update(places.state, false);
      };
      await update(meddled(places.state, when, replace), true);
      const held = await readRecord(places.state, KEY);
      expect(held?.record.image).toBe(sha256(newer));
    },
  );
});
