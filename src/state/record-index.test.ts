import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { DirectoryStore } from '../stores/directory/directory.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { fileKey } from './file-keys.js';
import { readIndexRoot } from './index-files.js';
import { collectRecords, recallRecords, rememberRecords } from './record-index.js';
import type { IndexedRecords } from './record-index.js';
import { encodeRecord } from './record.js';
import { outputsOf, recordOf } from './testing/records.js';

async function writeRecord(state: Store, key: string, content = 'one'): Promise<void> {
  const record = recordOf(outputsOf({ [`${key}.v1`]: content }), key);
  await put(state, fileKey('records', key), encodeRecord(record));
}

async function holding(count: number, state: Store = memoryStore()): Promise<Store> {
  for (let i = 0; i < count; i++) await writeRecord(state, `${i}.jpg`);
  return state;
}

/** What a run does. */
async function index(state: Store) {
  const recalled = await recallRecords(state);
  const records = await collectRecords(state, recalled.records);
  await rememberRecords(state, records, recalled);
  return records;
}

const partFiles = async (state: Store) => (await readIndexRoot(state))!.content.parts.map(({ file }) => file);

const recalledKeys = async (state: Store) => [...(await recallRecords(state)).records.keys()];

function sizeOf(records: IndexedRecords, key: string): number | undefined {
  return records.get(fileKey('records', key))?.record.variants[0]?.image.size;
}

describe('the index of Records', () => {
  it('tells what the Records tell, without reading one', async () => {
    const reads: string[] = [];
    const state = memoryStore((what, key) => what === 'read' && reads.push(key));
    await holding(3, state);
    const first = await index(state);
    expect([...first.keys()].sort()).toEqual(['0', '1', '2'].map((name) => `records/${name}.jpg.json`));
    reads.length = 0;
    const second = await index(state);
    expect(reads.filter((key) => key.startsWith('records/'))).toEqual([]);
    const plain = (records: typeof first) =>
      [...records].map(([file, { record, sha256 }]) => [file, record, sha256]);
    expect(new Map(plain(second).map((one) => [one[0], one]))).toEqual(
      new Map(plain(first).map((one) => [one[0], one])),
    );
  });

  it('holds no Plans and no labels', async () => {
    const state = await holding(1);
    const [one] = (await index(state)).values();
    expect(Object.keys(one!.record.variants[0]!).sort()).toEqual(['image', 'labels', 'report', 'variant']);
  });

  it('does not tell of a Record that was written since, by whomever, nor of one that is gone', async () => {
    const state = await holding(3);
    await index(state);
    await writeRecord(state, '1.jpg', 'longer');
    await state.remove(fileKey('records', '2.jpg'));
    expect(await recalledKeys(state)).toEqual(['records/0.jpg.json']);
    const records = await index(state);
    expect(records.size).toBe(2);
    expect(sizeOf(records, '1.jpg')).toBe('longer'.length);
    expect((await recalledKeys(state)).sort()).toEqual(['records/0.jpg.json', 'records/1.jpg.json']);
  });

  it('does not take the word of a run that began earlier and ended later', async () => {
    const state = await holding(2);
    const recalled = await recallRecords(state);
    const records = await collectRecords(state, recalled.records);
    await writeRecord(state, '0.jpg', 'longer');
    await index(state);
    await rememberRecords(state, records, recalled);
    expect(sizeOf((await recallRecords(state)).records, '0.jpg')).toBe('longer'.length);
    expect(sizeOf(await index(state), '0.jpg')).toBe('longer'.length);
  });

  it.each([
    ['a part is short', 'index/parts/', (text: string) => text.slice(0, -20)],
    ['a part has another number', 'index/parts/', (text: string) => text.replace('"size":3', '"size":4')],
    [
      'a part is of another version',
      'index/parts/',
      (text: string) => text.replace('"version":1', '"version":2'),
    ],
    ['a part is none', 'index/parts/', () => 'nothing'],
    ['the root is none', 'index/root.json', () => 'nothing'],
    [
      'the root is of another version',
      'index/root.json',
      (text: string) => text.replace('"version":1', '"version":2'),
    ],
  ])('is not used where %s, and is written again', async (_, file, damage) => {
    const state = await holding(1);
    await index(state);
    const [part] = await keysOf(state, file);
    const intact = new TextDecoder().decode((await state.read(part!))!.bytes);
    expect(damage(intact)).not.toBe(intact);
    await put(state, part!, new TextEncoder().encode(damage(intact)));
    expect(await recalledKeys(state)).toEqual([]);
    expect(sizeOf(await index(state), '0.jpg')).toBe(3);
    expect(await recalledKeys(state)).toEqual(['records/0.jpg.json']);
    expect((await readIndexRoot(state))!.content.totals.images).toBe(1);
  });

  it('is not used where a part is gone, and is written again', async () => {
    const state = await holding(1);
    await index(state);
    await state.remove((await partFiles(state))[0]!);
    expect(await recalledKeys(state)).toEqual([]);
    await index(state);
    expect(await recalledKeys(state)).toEqual(['records/0.jpg.json']);
  });

  it('consists of parts, of which only those are written that have changed', async () => {
    const state = memoryStore();
    await holding(2100, state);
    await index(state);
    const first = await partFiles(state);
    expect(first.length).toBe(3);
    await index(state);
    expect(await partFiles(state)).toEqual(first);
    await writeRecord(state, '7.jpg', 'longer');
    await index(state);
    const second = await partFiles(state);
    expect(second.filter((file) => first.includes(file)).length).toBe(2);
    await state.remove(fileKey('records', '7.jpg'));
    await index(state);
    expect((await partFiles(state)).filter((file) => second.includes(file)).length).toBe(2);
  });

  it('has no more parts than its size asks for', async () => {
    const state = await holding(2100);
    await index(state);
    for (let i = 0; i < 2090; i++) await state.remove(fileKey('records', `${i}.jpg`));
    expect((await index(state)).size).toBe(10);
    expect((await partFiles(state)).length).toBe(1);
    expect((await recalledKeys(state)).length).toBe(10);
  });

  it('does not hold what was written so lately that another write might not show', async () => {
    const root = path.join(await temporaryFolder(), 'state');
    const open = () => new DirectoryStore(root, { ownsFolders: true });
    await holding(2, open());
    const file = path.join(root, fileKey('records', '0.jpg'));
    const future = new Date(Date.now() + 60_000);
    await utimes(file, future, future);
    await vi.waitFor(
      async () => {
        expect((await index(open())).size).toBe(2);
        expect(await recalledKeys(open())).toEqual(['records/1.jpg.json']);
      },
      { timeout: 30_000, interval: 100 },
    );
    await writeRecord(open(), '1.jpg', 'two');
    expect(await recalledKeys(open())).toEqual([]);
  });
});
