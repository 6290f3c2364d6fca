import { describe, expect, it } from 'vitest';
import { put } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { recallContentHashes, rememberContentHashes } from './content-hashes.js';

describe('the content hashes of files', () => {
  const numbered = (count: number, word: string) =>
    new Map(Array.from({ length: count }, (_, i) => [`${i}.jpg`, `${word} ${i}`]));
  const versions = (count: number) => numbered(count, 'version');
  const hashes = (count: number) => numbered(count, 'hash');
  const begin = () => ({ input: memoryStore(), state: memoryStore() });

  it('are recalled, however many, and are removed with their files', async () => {
    const stores = begin();
    await rememberContentHashes(stores, versions(10_001), hashes(10_001));
    expect(await keysOf(stores.state)).toEqual(['content-hashes/0.json', 'content-hashes/1.json']);
    expect(await recallContentHashes(stores, versions(10_001))).toEqual(hashes(10_001));
    await rememberContentHashes(stores, versions(10_000), hashes(10_001));
    expect(await keysOf(stores.state)).toEqual(['content-hashes/0.json']);
    expect(await recallContentHashes(stores, versions(10_001))).toEqual(hashes(10_000));
  });

  it('are not recalled of another version, for another input, or from a damaged file', async () => {
    const stores = begin();
    await rememberContentHashes(stores, versions(2), hashes(2));
    const changed = new Map([...versions(2), ['1.jpg', 'another']]);
    expect(await recallContentHashes(stores, changed)).toEqual(hashes(1));
    const other = { ...stores, input: { ...stores.input, location: 's3://other' } };
    expect((await recallContentHashes(other, versions(2))).size).toBe(0);
    await put(stores.state, 'content-hashes/0.json', new TextEncoder().encode('{"version":1,"files":['));
    expect((await recallContentHashes(stores, versions(2))).size).toBe(0);
    await rememberContentHashes(stores, new Map(), hashes(2));
    expect(await keysOf(stores.state)).toEqual([]);
  });

  it('are written again only where they differ', async () => {
    const stores = begin();
    await rememberContentHashes(stores, versions(10_001), hashes(10_001));
    const last = new Map([...hashes(10_001), ['10000.jpg', 'new']]);
    await rememberContentHashes(stores, versions(10_001), last);
    expect([...stores.state.writes.values()]).toEqual([1, 2]);
  });

  it('are not asked for where no file has a version', async () => {
    const requests: string[] = [];
    const stores = { input: memoryStore(), state: memoryStore((what) => requests.push(what)) };
    expect((await recallContentHashes(stores, new Map())).size).toBe(0);
    expect(requests).toEqual([]);
  });

  it('are remembered of versions that have one alone', async () => {
    const stores = begin();
    await rememberContentHashes(
      stores,
      versions(2),
      new Map([
        ['1.jpg', 'hash 1'],
        ['2.jpg', 'hash 2'],
      ]),
    );
    expect(await recallContentHashes(stores, versions(3))).toEqual(new Map([['1.jpg', 'hash 1']]));
  });

  it('fail where the Store fails: that is no damaged file', async () => {
    const stores = begin();
    await rememberContentHashes(stores, versions(1), hashes(1));
    const read = () => Promise.reject(new Error('no answer'));
    const broken = { ...stores, state: { ...stores.state, read } };
    await expect(recallContentHashes(broken, versions(1))).rejects.toThrow('no answer');
  });
});
