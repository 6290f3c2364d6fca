import { describe, expect, it } from 'vitest';
import type { Source } from '../dataset/source.js';
import { put } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { recallContentHashes, rememberContentHashes } from './content-hashes.js';

describe('the content hashes of images', () => {
  const sources = (count: number): Source[] =>
    Array.from({ length: count }, (_, i) => ({
      key: `${i}.jpg`,
      size: 1,
      version: `v${i}`,
      role: 'augment',
      known: `hash ${i}`,
    }));
  const forgotten = (sources: readonly Source[]) => sources.map(({ known: _, ...source }) => source);

  it('are recalled, however many, and are removed with their images', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    const many = sources(10_001);
    await rememberContentHashes(stores, many);
    expect(await keysOf(stores.state)).toEqual(['content-hashes/0.json', 'content-hashes/1.json']);
    expect(await recallContentHashes(stores, forgotten(many))).toEqual(many);
    await rememberContentHashes(stores, many.slice(1));
    expect(await keysOf(stores.state)).toEqual(['content-hashes/0.json']);
    expect(await recallContentHashes(stores, forgotten(many))).toEqual([
      forgotten(many)[0],
      ...many.slice(1),
    ]);
  });

  it('are not recalled for another input, without versions, or from a damaged file', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    const some = sources(2);
    await rememberContentHashes(stores, some);
    const other = { ...stores, input: { ...stores.input, location: 's3://other' } };
    expect(await recallContentHashes(other, forgotten(some))).toEqual(forgotten(some));
    await put(stores.state, 'content-hashes/0.json', new TextEncoder().encode('{"version":1,"images":['));
    expect(await recallContentHashes(stores, forgotten(some))).toEqual(forgotten(some));
    await rememberContentHashes(
      stores,
      some.map(({ version: _, ...source }) => source),
    );
    expect(await keysOf(stores.state)).toEqual([]);
  });

  it('are written again only where they differ', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    const many = sources(10_001);
    await rememberContentHashes(stores, many);
    await rememberContentHashes(stores, [...many.slice(0, 10_000), { ...many[10_000]!, known: 'new' }]);
    expect([...stores.state.writes.values()]).toEqual([1, 2]);
  });

  it('are not asked for where no Source has a version', async () => {
    const requests: string[] = [];
    const stores = { input: memoryStore(), state: memoryStore((what) => requests.push(what)) };
    const some = sources(2).map(({ version: _, known: __, ...source }) => source);
    expect(await recallContentHashes(stores, some)).toBe(some);
    expect(requests).toEqual([]);
  });

  it('hold for the listed version alone', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    await rememberContentHashes(stores, sources(2));
    const [first, second] = forgotten(sources(2));
    const changed = { ...first!, version: 'v9' };
    const { version: _, ...unnamed } = first!;
    const asked = [changed, unnamed, second!];
    expect(await recallContentHashes(stores, asked)).toStrictEqual([changed, unnamed, sources(2)[1]]);
    const unknown = { ...first!, key: 'unknown.jpg' };
    const { version: __, ...unnamedUnknown } = unknown;
    expect(await recallContentHashes(stores, [unknown, unnamedUnknown])).toStrictEqual([
      unknown,
      unnamedUnknown,
    ]);
  });

  it('need a version of the input to be remembered, and a hash', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    const [one, two, three] = sources(3);
    const { version: _, ...unnamed } = one!;
    await rememberContentHashes(stores, [unnamed, ...forgotten([two!]), three!]);
    expect(await recallContentHashes(stores, forgotten(sources(3)))).toEqual([
      ...forgotten([one!, two!]),
      three,
    ]);
  });

  it('fail where the Store fails: that is no damaged file', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    await rememberContentHashes(stores, sources(1));
    const read = () => Promise.reject(new Error('no answer'));
    const broken = { ...stores, state: { ...stores.state, read } };
    await expect(recallContentHashes(broken, sources(1))).rejects.toThrow('no answer');
  });
});
