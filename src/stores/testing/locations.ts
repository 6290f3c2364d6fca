import { describe, expect, it } from 'vitest';
import type { StoreLocation } from '../location.js';
import { put } from '../store.js';

/** What the locations of every kind of Store must do. @param locate makes the location of an empty Store */
export function describeLocationContract(name: string, locate: () => Promise<StoreLocation>): void {
  describe(`${name} keeps the contract of a StoreLocation`, () => {
    it('opens a Store with this address as location, and reads an object by its address', async () => {
      const location = await locate();
      const store = await location.open('output');
      expect(await location.at('a/b.txt').read()).toBeUndefined();
      await put(store, 'a/b.txt', new TextEncoder().encode('text'));
      const read = await location.at('a/b.txt').read();
      expect(read?.bytes).toEqual(new TextEncoder().encode('text'));
      expect(read?.version).toBe((await store.read('a/b.txt'))?.version);
    });

    it('has its state beside it, not inside', async () => {
      const location = await locate();
      const state = location.beside();
      expect(location.keyOf(state)).toBeUndefined();
      expect(state.keyOf(location)).toBeUndefined();
      await put(await state.open('state'), 'x', new Uint8Array(1));
      const keys: string[] = [];
      for await (const { key } of (await location.open('input')).list()) keys.push(key);
      expect(keys).toEqual([]);
    });

    it('knows what lies below it', async () => {
      const location = await locate();
      expect(location.keyOf(location)).toBe('');
      expect(location.keyOf(location.at('a/b'))).toBe('a/b');
      expect(location.at('a').keyOf(location)).toBeUndefined();
      expect(location.at('a').keyOf(location.at('ab'))).toBeUndefined();
      const parent = location.at('a/b').parent();
      expect(parent?.name).toBe('b');
      expect(parent?.location.address).toBe(location.at('a').address);
    });

    it('has a finite number of parents', async () => {
      let location: StoreLocation | undefined = await locate();
      for (let depth = 0; location && depth < 100; depth++) location = location.parent()?.location;
      expect(location).toBeUndefined();
    });
  });
}
