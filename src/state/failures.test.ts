import { describe, expect, it } from 'vitest';
import { put } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import {
  clearFailure,
  isFinal,
  listFailures,
  readFailures,
  recordFailure,
  removeFailure,
  replaceFailures,
} from './failures.js';
import { encodeRecord, readRecord } from './record.js';
import { recordOf } from './testing/records.js';

const KEY = 'a/cat.jpg';
const FAILURE = { key: KEY, reason: 'it is damaged', recipe: 'r', dataset: null, record: null };
const putRecord = (state: ReturnType<typeof memoryStore>, image: string) =>
  put(state, `records/${KEY}.json`, encodeRecord({ ...recordOf([]), image }));

describe('a failure', () => {
  it('is listed until it is cleared', async () => {
    const state = memoryStore();
    await recordFailure(state, FAILURE);
    expect(await listFailures(state)).toEqual([FAILURE]);
    await clearFailure(state, KEY);
    expect(await keysOf(state)).toEqual([]);
  });

  it('is stale as soon as its image has another Record than it names', async () => {
    const state = memoryStore();
    await putRecord(state, '1');
    await recordFailure(state, { ...FAILURE, record: (await readRecord(state, KEY))!.sha256 });
    expect((await readFailures(state)).map(({ isStale }) => isStale)).toEqual([false]);
    await putRecord(state, '2');
    expect((await readFailures(state)).map(({ isStale }) => isStale)).toEqual([true]);
    expect(await listFailures(state)).toEqual([]);
  });

  it('is stale after the first Record of its image, which does not remove it', async () => {
    const state = memoryStore();
    await recordFailure(state, FAILURE);
    await putRecord(state, '1');
    expect(await listFailures(state)).toEqual([]);
    expect(await keysOf(state)).toContain(`failures/${KEY}.json`);
  });

  it('is not removed by a task that read an earlier one', async () => {
    const state = memoryStore();
    await recordFailure(state, FAILURE);
    const [earlier] = await readFailures(state);
    await recordFailure(state, { ...FAILURE, reason: 'it is too large' });
    await removeFailure(state, earlier!);
    expect((await listFailures(state)).map(({ reason }) => reason)).toEqual(['it is too large']);
    const [present] = await readFailures(state);
    await removeFailure(state, present!);
    expect(await keysOf(state)).toEqual([]);
  });

  it('is replaced by those of a run over the whole data set', async () => {
    const state = memoryStore();
    await recordFailure(state, FAILURE);
    await recordFailure(state, { ...FAILURE, key: 'b.jpg' });
    await putRecord(state, '1');
    await replaceFailures(state, [{ key: KEY, reason: 'new' }], { recipe: 's', dataset: 'd' });
    const record = (await readRecord(state, KEY))!.sha256;
    expect(await listFailures(state)).toEqual([
      { key: KEY, reason: 'new', recipe: 's', dataset: 'd', record },
    ]);
  });

  it('is never gone while it is replaced', async () => {
    const removed: string[] = [];
    const state = memoryStore((what, key) => {
      if (what === 'remove') removed.push(key);
    });
    await recordFailure(state, FAILURE);
    await recordFailure(state, { ...FAILURE, key: 'b.jpg' });
    await replaceFailures(state, [FAILURE], { recipe: 's', dataset: 'd' });
    expect(removed).toEqual(['failures/b.jpg.json']);
  });
});

it('a failure is final in the same circumstances, unless there is what was lacking, or what was in the way is gone', () => {
  const now = { recipe: 'r', dataset: null, memory: 100, come: new Set(['b.jpg']), kept: new Set(['c.jpg']) };
  expect(isFinal(FAILURE, now)).toBe(true);
  expect(isFinal(FAILURE, { ...now, recipe: 's' })).toBe(false);
  expect(isFinal(FAILURE, { ...now, dataset: 'd' })).toBe(false);
  expect(isFinal({ ...FAILURE, needs: 101 }, now)).toBe(true);
  expect(isFinal({ ...FAILURE, needs: 100 }, now)).toBe(false);
  expect(isFinal({ ...FAILURE, awaits: 'a.jpg' }, now)).toBe(true);
  expect(isFinal({ ...FAILURE, awaits: 'b.jpg' }, now)).toBe(false);
  for (const kind of ['edited', 'inTheWay']) {
    expect(isFinal({ ...FAILURE, [kind]: 'c.jpg' }, now)).toBe(true);
    expect(isFinal({ ...FAILURE, [kind]: 'a.jpg' }, now)).toBe(false);
  }
});
