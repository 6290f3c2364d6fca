import { describe, expect, it } from 'vitest';
import { compareKeys } from '../core/keys.js';
import type { Plan } from '../core/plan/plan.js';
import { put } from '../stores/store.js';
import { sha256 } from '../stores/sha256.js';
import { memoryStore } from '../stores/testing/memory.js';
import {
  encodeRecord,
  findVariant,
  hashRecords,
  listRecordedKeys,
  listRecords,
  readRecord,
  readRecords,
  recordedFiles,
  sameIdentity,
  type SourceRecord,
} from './record.js';
import { fileKey } from './file-keys.js';
import { outputsOf, recordOf } from './testing/records.js';

const CAT = recordOf(outputsOf({ 'a/cat_jpg.v1.jpg': '1', 'a/cat_jpg.v2.jpg': '2' }), 'a/cat.jpg');
const PLAN: Plan = { version: 1, frame: { width: 2, height: 1 }, steps: [] };
/** The names of its outputs tell nothing of their Source. */
const DOG: SourceRecord = {
  ...recordOf(outputsOf({ odd: '3' }), 'dog.jpg'),
  variants: [
    {
      ...recordOf(outputsOf({ odd: '3' })).variants[0]!,
      labels: [{ key: 'odd.txt', sha256: 'l', size: 1 }],
      plan: PLAN,
    },
  ],
};

async function stateOf(...records: SourceRecord[]) {
  const state = memoryStore();
  for (const record of records) await put(state, `records/${record.key}.json`, encodeRecord(record));
  return state;
}

describe('a Record', () => {
  it('lists its images and their labels', () => {
    expect(recordedFiles(DOG)).toEqual([
      { key: 'odd', sha256: sha256('3'), size: 1 },
      { key: 'odd.txt', sha256: 'l', size: 1 },
    ]);
  });

  it('is read with its version and the hash of its file', async () => {
    const state = await stateOf(CAT);
    const stored = (await state.read('records/a/cat.jpg.json'))!;
    expect(await readRecord(state, 'a/cat.jpg')).toEqual({
      record: CAT,
      version: stored.version,
      sha256: sha256(stored.bytes),
    });
    expect(await readRecord(state, 'cat.jpg')).toBeUndefined();
  });

  it.each(['engine', 'role', 'image', 'labels', 'recipe'] as const)(
    'holds no longer if %s changed',
    (field) => {
      const converted: SourceRecord = { ...CAT, format: 'coco' };
      expect(sameIdentity(CAT, converted)).toBe(true);
      expect(sameIdentity(CAT, { ...CAT, [field]: 'other' })).toBe(false);
    },
  );
});

describe('the Records of a state', () => {
  it('are listed in the order of their files, those that are wanted', async () => {
    const state = await stateOf(CAT, recordOf([], 'b.jpg'));
    const keys = async (wanted?: (file: string) => boolean) => {
      const found: string[] = [];
      for await (const { key } of listRecords(state, wanted)) found.push(key);
      return found;
    };
    expect(await keys()).toEqual(['a/cat.jpg', 'b.jpg']);
    expect(await keys((file) => file === 'records/b.jpg.json')).toEqual(['b.jpg']);
  });

  it('are known by their Sources, in the order of their keys, and read in any order that is asked for', async () => {
    const long = `b/${'x'.repeat(250)}.jpg`;
    const keys = ['a.jpg', 'a-b.jpg', 'a/~0123456789abcdef', long, `${'d/'.repeat(300)}a.jpg`];
    const state = memoryStore();
    for (const key of keys) await put(state, fileKey('records', key), encodeRecord(recordOf([], key)));
    expect(await listRecordedKeys(state)).toEqual(keys.toSorted(compareKeys));
    const read: string[] = [];
    for await (const { record, sha256: hash } of readRecords(state, ['none', long, 'a.jpg'])) {
      expect(hash).toBe(sha256(encodeRecord(recordOf([], record.key))));
      read.push(record.key);
    }
    expect(read).toEqual([long, 'a.jpg']);
  });

  it('are not passed over where a file has the name of no Record', async () => {
    const state = await stateOf(CAT);
    await put(state, 'records/notes.txt', new TextEncoder().encode('mine'));
    await expect(listRecordedKeys(state)).rejects.toThrow('records/notes.txt is damaged');
  });

  it('are hashed for the Sources that are asked for', async () => {
    const requests: string[] = [];
    const state = memoryStore((what, key) => requests.push(`${what} ${key}`));
    await put(state, 'records/a/cat.jpg.json', encodeRecord(CAT));
    await put(state, 'records/b.jpg.json', encodeRecord(recordOf([], 'b.jpg')));
    requests.length = 0;
    const hashOf = await hashRecords(state, ['a/cat.jpg', 'none.jpg']);
    expect(['a/cat.jpg', 'none.jpg', 'b.jpg'].map(hashOf)).toEqual([sha256(encodeRecord(CAT)), null, null]);
    expect(requests).toEqual(['list records', 'read records/a/cat.jpg.json']);
    requests.length = 0;
    expect((await hashRecords(state, []))('a/cat.jpg')).toBeNull();
    expect(requests).toEqual([]);
  });
});

describe('the variant of an output', () => {
  it('is found by the name of the output, or by the Records', async () => {
    const state = await stateOf(CAT, DOG);
    expect((await findVariant(state, 'a/cat_jpg.v2.jpg'))?.variant.variant).toBe(2);
    expect(await findVariant(state, 'odd')).toEqual({ record: DOG, variant: DOG.variants[0] });
    expect((await findVariant(state, 'odd.txt'))?.variant.plan).toEqual(PLAN);
    expect(await findVariant(state, 'a/cat_jpg.v3.jpg')).toBeUndefined();
    expect(await findVariant(state, 'none')).toBeUndefined();
    expect(await findVariant(state, 'b/dog_jpg.v1.jpg')).toBeUndefined();
  });

  it('is found with one request where its name tells the Source', async () => {
    const requests: string[] = [];
    const state = memoryStore((what, key) => requests.push(`${what} ${key}`));
    await put(state, 'records/a/cat.jpg.json', encodeRecord(CAT));
    requests.length = 0;
    await findVariant(state, 'a/cat_jpg.v1.jpg');
    expect(requests).toEqual(['read records/a/cat.jpg.json']);
  });
});
