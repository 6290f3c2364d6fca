import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentKeys } from './present-keys.js';
import { put } from './store.js';
import { memoryStore } from './testing/memory.js';

const ANYTHING = new Uint8Array([1]);
const number = (i: number) => String(i).padStart(5, '0');

async function holding(keys: Iterable<string>) {
  const asked: string[] = [];
  const store = memoryStore((what) => asked.push(what));
  for (const key of keys) await put(store, key, ANYTHING);
  asked.length = 0;
  return { store, asked };
}

describe('the keys that a Store has', () => {
  it('are those of these that are there, in any folders', async () => {
    const key = fc
      .tuple(fc.constantFrom('', 'a/', 'a/b/', 'é/'), fc.integer({ min: 0, max: 40 }))
      .map(([folder, i]) => `${folder}${i % 5 ? '' : 'é'}${i}.txt`);
    const keys = fc.uniqueArray(key, { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(keys, keys, async (there, sought) => {
        const { store } = await holding(there);
        const expected = sought.filter((one) => there.includes(one));
        expect([...(await presentKeys(store, sought))].sort()).toEqual(expected.sort());
      }),
    );
  });

  it('are found by one listing for each folder, or one by one if they are few', async () => {
    const keys = Array.from({ length: 100 }, (_, i) => `a/${number(i)}.txt`);
    const { store, asked } = await holding(keys);
    expect((await presentKeys(store, [...keys.slice(3), 'a/00010.xml'])).size).toBe(97);
    expect(asked).toEqual(['list']);
    asked.length = 0;
    expect([...(await presentKeys(store, ['a/00001.txt', 'a/no.txt', 'b/00001.txt']))]).toEqual([
      'a/00001.txt',
    ]);
    expect(asked).toEqual(['stat', 'stat', 'stat']);
  });

  it('are found one by one where others lie between them', async () => {
    const { store, asked } = await holding(Array.from({ length: 4000 }, (_, i) => `a/${number(i)}.txt`));
    const sought = Array.from({ length: 20 }, (_, i) => `a/${number(i * 210)}.txt`);
    expect((await presentKeys(store, sought)).size).toBe(20);
    const questions = asked.filter((what) => what === 'stat').length;
    expect(questions).toBeGreaterThan(10);
    expect(questions).toBeLessThan(20);
  });
});
