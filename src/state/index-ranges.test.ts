import { describe, expect, it } from 'vitest';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { isWithin } from '../stores/key-range.js';
import { memoryStore } from '../stores/testing/memory.js';
import { fileKey } from './file-keys.js';
import { readIndexRoot } from './index-files.js';
import type { IndexEntry } from './index-files.js';
import { currentEntries, IndexChanges, rangesAtOnce } from './index-ranges.js';
import type { IndexRange } from './index-ranges.js';
import { indexEntries, synchroniseIndex } from './record-index.js';
import { encodeRecord } from './record.js';
import { outputsOf, recordOf } from './testing/records.js';
import { cutIndex } from './testing/small-parts.js';

const LONG = `${'long/'.repeat(150)}${'x'.repeat(240)}`;

/** Of some, the files are in another order than the keys. */
const KEYS = [
  ...Array.from({ length: 40 }, (_, i) => `images/${String(i).padStart(3, '0')}.jpg`),
  ...['images/007.jpg-b.jpg', 'images/007.jpg b.jpg', 'images/007/a.jpg'],
  ...[`${LONG}.jpg`, `${LONG}a.jpg`, 'a.jpg', 'é.jpg', '\uff21.jpg', '\u{1f600}.jpg'],
];

async function writeRecord(state: Store, key: string, content = 'one'): Promise<void> {
  await put(
    state,
    fileKey('records', key),
    encodeRecord(recordOf(outputsOf({ [`${key}.v1`]: content }), key)),
  );
}

async function indexed(requests: string[] = []): Promise<Store> {
  const state = memoryStore((what, key) => requests.push(`${what} ${key}`));
  for (const key of KEYS) await writeRecord(state, key);
  await synchroniseIndex(state);
  await cutIndex(state, 2);
  requests.length = 0;
  return state;
}

async function allRanges(state: Store, from?: string): Promise<IndexRange[]> {
  const all: IndexRange[] = [];
  for await (const ranges of rangesAtOnce(state, from)) all.push(...ranges);
  return all;
}

async function entriesOf(state: Store): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const note = ({ record }: IndexEntry) => found.set(record.key, record.variants[0]!.image.size);
  for await (const entries of indexEntries(state)) entries.forEach(note);
  return found;
}

describe('the ranges of an index', () => {
  it('have every key once, from any key on', async () => {
    const state = await indexed();
    expect((await allRanges(state)).length).toBe(Math.ceil(KEYS.length / 8));
    for (const from of [undefined, '', 'images/000.jpg', 'images/0075', 'zzz', ...KEYS]) {
      const ranges = await allRanges(state, from);
      const wanted = [...KEYS, 'zzzz', '0'].filter((key) => from === undefined || key >= from);
      for (const key of wanted) expect(ranges.filter((range) => isWithin(key, range)).length).toBe(1);
      expect(ranges[0]!.from).toBe(from);
      expect(ranges.at(-1)!.until).toBeUndefined();
    }
  });

  it('are one, where there is no index', async () => {
    expect(await allRanges(memoryStore())).toEqual([{ parts: [] }]);
  });

  it('lead to no reading of Records where all is as it was, except of those whose files are elsewhere', async () => {
    const requests: string[] = [];
    const state = await indexed(requests);
    const { parts } = (await readIndexRoot(state))!.content;
    await synchroniseIndex(state);
    const read = requests.filter((one) => one.startsWith('read records/'));
    expect(read.length).toBeLessThan(8);
    expect((await readIndexRoot(state))!.content.parts).toEqual(parts);
  });

  it('bring the index up to date with Records that were written, changed and removed', async () => {
    const state = await indexed();
    const [gone, changed] = [KEYS.filter((_, i) => i % 3 === 0), KEYS.filter((_, i) => i % 3 === 1)];
    const fresh = ['0.jpg', 'images/0075.jpg', 'images/039.jpga.jpg', `${LONG}b.jpg`, 'zz.jpg'];
    for (const key of gone) await state.remove(fileKey('records', key));
    for (const key of [...changed, ...fresh]) await writeRecord(state, key, 'longer');
    await synchroniseIndex(state);
    const same = KEYS.filter((_, i) => i % 3 === 2).map((key) => [key, 3] as const);
    const expected = new Map([...same, ...[...changed, ...fresh].map((key) => [key, 6] as const)]);
    expect(await entriesOf(state)).toEqual(expected);
    expect((await readIndexRoot(state))!.content.totals.images).toBe(expected.size);
  });

  it('tell the Records as they are now, before the index does', async () => {
    const state = await indexed();
    await writeRecord(state, 'images/005.jpg', 'longer');
    await state.remove(fileKey('records', 'images/006.jpg'));
    const [range] = (await allRanges(state)).filter((one) => isWithin('images/005.jpg', one));
    const found = new Map<string, number>();
    for await (const { record } of currentEntries(state, range!, new IndexChanges(state, undefined)))
      found.set(record.key, record.variants[0]!.image.size);
    expect(found.get('images/005.jpg')).toBe(6);
    expect(found.has('images/006.jpg')).toBe(false);
    expect(found.size).toBeLessThanOrEqual(8);
  });
});
