import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyError } from '../../core/errors.js';
import { compareKeys } from '../../core/keys.js';
import { put } from '../store.js';
import type { KeyRange, LargeContent, Store } from '../store.js';

const text = (content: string) => new TextEncoder().encode(content);

/** What every Store must do. @param open makes an empty Store */
export function describeStoreContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the contract of a Store`, () => {
    it('states how many tasks a thread should have, and has left nothing out yet', async () => {
      const store = await open();
      expect(Number.isInteger(store.tasksPerThread) && store.tasksPerThread >= 1).toBe(true);
      expect(store.leftOut).toEqual([]);
    });

    it('is empty at first', async () => {
      const store = await open();
      expect(await keysOf(store)).toEqual([]);
      expect(await store.read('a')).toBeUndefined();
      expect(await store.stat('a/b')).toBeUndefined();
    });

    it('reads what was created, and its size', async () => {
      const store = await open();
      expect(await store.create('a/b.txt', text('hello'))).toBe(true);
      expect((await store.read('a/b.txt'))?.bytes).toEqual(text('hello'));
      expect((await store.stat('a/b.txt'))?.size).toBe(5);
    });

    it('reads the start of an object', async () => {
      const store = await open();
      await store.create('a', text('hello'));
      await store.create('empty', text(''));
      expect(await store.readStart('a', 3)).toEqual(text('hel'));
      expect(await store.readStart('a', 99)).toEqual(text('hello'));
      expect(await store.readStart('empty', 3)).toEqual(text(''));
      expect(await store.readStart('b', 3)).toBeUndefined();
    });

    it('creates an object only if there is none', async () => {
      const store = await open();
      await store.create('a', text('first'));
      expect(await store.create('a', text('second'))).toBe(false);
      expect((await store.read('a'))?.bytes).toEqual(text('first'));
    });

    it('lets exactly one of many creators win', async () => {
      const store = await open();
      const attempts = Array.from({ length: 12 }, (_, i) => store.create('a', text(`writer ${i}`)));
      const won = (await Promise.all(attempts)).flatMap((created, i) => (created ? [i] : []));
      expect(won).toHaveLength(1);
      expect((await store.read('a'))?.bytes).toEqual(text(`writer ${won[0]!}`));
    });

    it('replaces exactly the given version', async () => {
      const store = await open();
      await store.create('a', text('one'));
      const { version } = (await store.read('a'))!;
      expect(await store.replace('a', text('two'), version)).toBe(true);
      expect(await store.replace('a', text('three'), version)).toBe(false);
      expect((await store.read('a'))?.bytes).toEqual(text('two'));
    });

    it('replaces nothing if there is no object', async () => {
      const store = await open();
      await store.create('b', text('one'));
      const { version } = (await store.read('b'))!;
      expect(await store.replace('a', text('two'), version)).toBe(false);
      expect(await store.read('a')).toBeUndefined();
    });

    it.each([0, 1, 9 * 1024 * 1024])('writes an object of %d bytes in pieces, once', async (size) => {
      const store = await open();
      const [first, second] = [largeOf(size, 1), largeOf(size + 1, 2)];
      expect(await store.hash('a/b')).toBeUndefined();
      expect(await store.writeLarge('a/b', first)).toBe(true);
      expect(await store.writeLarge('a/b', second)).toBe(false);
      const { version, ...held } = (await store.hash('a/b'))!;
      const { bytes, ...read } = (await store.read('a/b'))!;
      expect(held).toMatchObject({ size, sha256: first.sha256 });
      expect({ version, signature: held.signature }).toEqual({
        ...{ version: read.version, signature: read.signature },
      });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(first.sha256);
      expect(held.signature).toBe(store.signs ? first.sha256 : undefined);
      expect(await store.writeLarge('a/b', second, version)).toBe(true);
      expect(await store.writeLarge('a/b', first, version)).toBe(false);
      expect((await store.hash('a/b'))?.sha256).toBe(second.sha256);
      expect(await store.writeLarge('a/c', first, version)).toBe(false);
      expect(await keysOf(store)).toEqual(['a/b']);
    });

    it.each([100, 17 * 1024 * 1024])('writes nothing if the pieces of %d bytes break off', async (size) => {
      const store = await open();
      const { pieces, ...facts } = largeOf(size, 1);
      const broken = async function* () {
        for await (const piece of pieces()) {
          yield piece.subarray(0, piece.length >> 1);
          if (piece[0] === LAST) throw new Error('broken off');
        }
      };
      await expect(store.writeLarge('a', { ...facts, pieces: broken })).rejects.toThrow('broken off');
      expect(await keysOf(store)).toEqual([]);
      await store.create('a', text('before'));
      const { version } = (await store.hash('a'))!;
      const replaced = store.writeLarge('a', { ...facts, pieces: broken }, version);
      await expect(replaced).rejects.toThrow('broken off');
      expect((await store.read('a'))?.bytes).toEqual(text('before'));
    });

    it('removes exactly the given version', async () => {
      const store = await open();
      await store.create('a', text('one'));
      const { version } = (await store.read('a'))!;
      await store.replace('a', text('two'), version);
      expect(await store.remove('a', version)).toBe(false);
      expect(await store.remove('a', (await store.read('a'))!.version)).toBe(true);
      expect(await store.read('a')).toBeUndefined();
      expect(await store.remove('a', version)).toBe(true);
    });

    it('creates objects while removals empty the same folder', async () => {
      const store = await open();
      const rounds = Array.from({ length: 40 }, async (_, i) => {
        await put(store, `a/b/${i}`, text('x'));
        await store.remove(`a/b/${i}`);
      });
      await Promise.all(rounds);
      expect(await keysOf(store)).toEqual([]);
    });

    it('puts and removes an object, whatever its version', async () => {
      const store = await open();
      await put(store, 'a', text('one'));
      await put(store, 'a', text('two'));
      expect((await store.read('a'))?.bytes).toEqual(text('two'));
      await store.remove('a');
      await store.remove('a');
      expect(await keysOf(store)).toEqual([]);
    });

    it('appends to an object, if it can append', async () => {
      const store = await open();
      if (!store.append) return;
      await store.append('j/a', text('one'), true);
      await store.append('j/a', text(', two'), false);
      await store.append('j/b', text('other'), false);
      await store.append('j/a', text(', three'), false);
      expect((await store.read('j/a'))?.bytes).toEqual(text('one, two, three'));
      await store.remove('j/a');
      await store.append('j/a', text('anew'), false);
      expect((await store.read('j/a'))?.bytes).toEqual(text('anew'));
      await expect(store.append('../a', text('x'), false)).rejects.toThrow(KeyError);
    });

    it('holds empty objects', async () => {
      const store = await open();
      await store.create('empty', new Uint8Array());
      expect((await store.read('empty'))?.bytes).toHaveLength(0);
      expect((await store.stat('empty'))?.size).toBe(0);
    });

    it('signs what it writes, if it signs', async () => {
      const store = await open();
      await store.create('a', text('one'));
      const { version } = (await store.read('a'))!;
      await store.replace('a', text('two'), version);
      const signature = store.signs ? createHash('sha256').update('two').digest('hex') : undefined;
      expect((await store.read('a'))?.signature).toBe(signature);
      expect((await store.stat('a'))?.signature).toBe(signature);
    });

    it('lists in ascending order, folders among files, and by prefix', async () => {
      const store = await open();
      const keys = ['a.jpg', 'a/b', 'a-b', 'a0', 'B', 'é', 'a/b.c/d', 'Z/1', 'a b+%.txt'];
      for (const key of keys) await store.create(key, text(key));
      expect(await keysOf(store)).toEqual([...keys].sort(compareKeys));
      expect(await keysOf(store, 'a/')).toEqual(['a/b.c/d', 'a/b'].sort(compareKeys));
      expect(await keysOf(store, 'a/b.')).toEqual(['a/b.c/d']);
      expect(await keysOf(store, 'a')).toEqual(keys.filter((key) => key.startsWith('a')).sort(compareKeys));
      expect(await keysOf(store, 'none/')).toEqual([]);
      expect(await keysOf(store, 'none')).toEqual([]);
    });

    it('lists neighbours, so that each object is in one range', async () => {
      const store = await open();
      const keys = [
        'a.jpg',
        'a/b',
        'a/b.c/d',
        'a/b.c/e',
        'a-b',
        'a/b.d',
        'B',
        'Z/1',
        'Z/2',
        'z',
        'ä',
        'a b+%.txt',
      ];
      for (const key of keys) await store.create(key, text(key));
      const sorted = [...keys].sort(compareKeys);
      for (const bound of [...keys, 'a', 'a/', 'a/b.c', 'a/b.c/', 'a/b.c/dd', '!', 'Z', 'b', 'é'])
        for (const prefix of ['', 'a', 'a/', 'a/b.c/']) {
          const wanted = sorted.filter((key) => key.startsWith(prefix));
          const split = [{ until: bound }, { from: bound }].map((range) => keysOf(store, prefix, range));
          const [before, after] = await Promise.all(split);
          expect([...before!, ...after!]).toEqual(wanted);
          expect(before!.filter((key) => key >= bound)).toEqual([]);
        }
      expect(await keysOf(store, '', { from: 'a/b', until: 'a/b.d' })).toEqual(['a/b', 'a/b.c/d', 'a/b.c/e']);
      expect(await keysOf(store, 'Z/', { from: 'a', until: 'b' })).toEqual([]);
    });

    it('lists the version that reading gives, another for other content, or none', async () => {
      const store = await open();
      const versions = new Set<string | undefined>();
      for (const content of ['one', 'two', 'one more']) {
        await put(store, 'a', text(content));
        for await (const { key, version } of store.list()) {
          versions.add(version);
          if (version !== undefined) expect(version).toBe((await store.read(key))?.version);
        }
      }
      expect(versions.size).toBe(versions.has(undefined) ? 1 : 3);
    });

    it('accepts any sensible key', async () => {
      const store = await open();
      const part = fc
        .stringMatching(/^[\p{L}\p{N} +%&=~'()!@#,;._-]{1,24}$/u)
        .filter((name) => name !== '.' && name !== '..' && !name.startsWith('.augment-'));
      const keys = fc
        .array(part, { minLength: 1, maxLength: 3 })
        .map((parts) => `k/${parts.join('/')}/x`.normalize('NFC'));
      await fc.assert(
        fc.asyncProperty(keys, async (key) => {
          await put(store, key, text(key));
          expect((await store.read(key))?.bytes).toEqual(text(key));
        }),
        { numRuns: 60 },
      );
      for await (const { key } of store.list()) expect((await store.read(key))?.bytes).toEqual(text(key));
    });

    it.each([
      '',
      '/etc/passwd',
      '../a',
      'a/../../b',
      'a//b',
      './a',
      'a/.',
      'a\0b',
      'C:\\a',
      'a/',
      'x'.repeat(256),
    ])('refuses the key %j', async (key) => {
      const store = await open();
      await expect(store.create(key, text('x'))).rejects.toThrow(KeyError);
      await expect(store.read(key)).rejects.toThrow(KeyError);
      await expect(store.remove(key, 'v')).rejects.toThrow(KeyError);
      await expect(store.hash(key)).rejects.toThrow(KeyError);
      await expect(store.writeLarge(key, largeOf(1, 1))).rejects.toThrow(KeyError);
    });

    it('treats both Unicode forms of a key as one', async () => {
      const store = await open();
      await store.create('Cafe\u0301.txt', text('x'));
      expect((await store.stat('Caf\u00e9.txt'))?.size).toBe(1);
      expect(await keysOf(store)).toEqual(['Caf\u00e9.txt']);
    });
  });
}

const LAST = 255;
const PIECE_BYTES = 1_000_003;

/** A content of a size, in pieces that fit no part of it; the last one begins with `LAST`. */
function largeOf(size: number, fill: number): LargeContent {
  const all: Uint8Array[] = [];
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at)).fill(fill);
    if (at + PIECE_BYTES >= size) piece[0] = LAST;
    all.push(piece);
  }
  const sha256 = createHash('sha256').update(Buffer.concat(all)).digest('hex');
  const pieces = async function* () {
    for (const piece of all) yield Promise.resolve(piece);
  };
  return { size, sha256, pieces: () => pieces() };
}

export async function keysOf(store: Store, prefix?: string, range?: KeyRange): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, range)) keys.push(key);
  return keys;
}
