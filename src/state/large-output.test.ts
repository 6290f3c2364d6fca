import { describe, expect, it } from 'vitest';
import { ConcurrentUpdateError, ConflictError } from '../core/errors.js';
import { sha256 } from '../stores/sha256.js';
import { memoryStore } from '../stores/testing/memory.js';
import { writeLargeOutput } from './large-output.js';
import type { LargeOutput } from './large-output.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const bucket = () => memoryStore();
const folder = () => memoryStore(undefined, { signs: false });
const NOBODY = new Set<string>();

function outputOf(text: string): LargeOutput {
  const bytes = bytesOf(text);
  const pieces = async function* () {
    for (const byte of bytes) yield Promise.resolve(Uint8Array.of(byte));
  };
  return { key: 'a.json', size: bytes.length, sha256: sha256(bytes), pieces };
}

describe('a large output', () => {
  it('is created, and not written again', async () => {
    for (const store of [bucket(), folder()]) {
      expect(await writeLargeOutput(store, outputOf('new'), NOBODY)).toBe('created');
      expect(await writeLargeOutput(store, outputOf('new'), NOBODY)).toBe('unchanged');
      expect((await store.read('a.json'))?.bytes).toEqual(bytesOf('new'));
      expect(store.writes.get('a.json')).toBe(1);
    }
  });

  it('is signed where somebody copied an equal file into a bucket', async () => {
    const store = bucket();
    store.put('a.json', bytesOf('new'));
    expect(await writeLargeOutput(store, outputOf('new'), NOBODY)).toBe('replaced');
    expect((await store.stat('a.json'))?.signature).toBe(sha256('new'));
  });

  it('replaces an older content of ours, and no other', async () => {
    const store = folder();
    store.put('a.json', bytesOf('old'));
    const foreign = writeLargeOutput(store, outputOf('new'), new Set([sha256('older')]));
    await expect(foreign).rejects.toThrow(ConflictError);
    await expect(foreign).rejects.toThrow('s3://memory/a.json is in the way');
    expect((await store.read('a.json'))?.bytes).toEqual(bytesOf('old'));
    expect(await writeLargeOutput(store, outputOf('new'), new Set([sha256('old')]))).toBe('replaced');
    expect((await store.read('a.json'))?.bytes).toEqual(bytesOf('new'));
  });

  it.each(['', 'n', 'ne'])('replaces its own beginning %j, which a power failure left', async (start) => {
    const store = folder();
    store.put('a.json', bytesOf(start));
    expect(await writeLargeOutput(store, outputOf('new'), NOBODY)).toBe('replaced');
  });

  it.each(['nw', 'new!'])('leaves %j, which is no beginning of it', async (present) => {
    const store = folder();
    store.put('a.json', bytesOf(present));
    await expect(writeLargeOutput(store, outputOf('new'), NOBODY)).rejects.toThrow(ConflictError);
  });

  it('gives up where others change the file again and again', async () => {
    const store = folder();
    let writes = 0;
    const writeLarge = () => {
      store.put('a.json', bytesOf(`other ${(writes += 1)}`));
      return Promise.resolve(false);
    };
    const ours = new Set([1, 2, 3].map((i) => sha256(`other ${i}`)));
    const written = writeLargeOutput({ ...store, writeLarge }, outputOf('new'), ours);
    await expect(written).rejects.toThrow(ConcurrentUpdateError);
  });
});
