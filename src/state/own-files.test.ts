import { describe, expect, it } from 'vitest';
import { ConcurrentUpdateError, ConflictError } from '../core/errors.js';
import { sha256 } from '../stores/sha256.js';
import { memoryStore } from '../stores/testing/memory.js';
import { findWriteStep, holdsOneOf, removeOutput, writeOutput, type IsOurs } from './own-files.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const OUTPUT = { key: 'a.jpg', bytes: bytesOf('new') };
const ours: IsOurs = () => true;
const foreign: IsOurs = () => false;
const bucket = () => memoryStore();
const folder = () => memoryStore(undefined, { signs: false });

describe('what is done so that a key holds a content', () => {
  it('is to create the file where there is none', async () => {
    expect(await findWriteStep(bucket(), OUTPUT, foreign)).toBe('create');
  });

  it('is nothing where it holds it, and a signature shows that it is ours', async () => {
    const store = bucket();
    await store.create('a.jpg', OUTPUT.bytes);
    expect(await findWriteStep(store, OUTPUT, foreign)).toBe('none');
    const plain = folder();
    plain.put('a.jpg', OUTPUT.bytes);
    expect(await findWriteStep(plain, OUTPUT, foreign)).toBe('none');
  });

  it('is to replace an equal file that somebody copied into a bucket', async () => {
    const store = bucket();
    store.put('a.jpg', OUTPUT.bytes);
    const { version } = (await store.read('a.jpg'))!;
    expect(await findWriteStep(store, OUTPUT, foreign)).toEqual({ replace: version });
  });

  it('is to replace what is ours, told by key, hash and signature', async () => {
    const store = bucket();
    await store.create('a.jpg', bytesOf('old'));
    const stored = (await store.read('a.jpg'))!;
    const asked: unknown[] = [];
    const isOurs: IsOurs = (...about) => asked.push(about) > 0;
    expect(await findWriteStep(store, OUTPUT, isOurs)).toEqual({ replace: stored.version });
    expect(asked).toEqual([['a.jpg', sha256('old'), stored]]);
  });

  it.each(['old', 'newer', 'nwe'])('is nothing that could be done with a foreign file: %s', async (text) => {
    const store = folder();
    store.put('a.jpg', bytesOf(text));
    await expect(findWriteStep(store, OUTPUT, foreign)).rejects.toThrow(ConflictError);
    await expect(findWriteStep(store, OUTPUT, foreign)).rejects.toThrow('s3://memory/a.jpg is in the way');
  });
});

describe('writing an output', () => {
  it('creates, replaces, and leaves what is there already', async () => {
    const store = bucket();
    expect(await writeOutput(store, OUTPUT, foreign)).toBe('created');
    expect(await writeOutput(store, OUTPUT, foreign)).toBe('unchanged');
    expect(await writeOutput(store, { ...OUTPUT, bytes: bytesOf('newer') }, ours)).toBe('replaced');
    expect(await writeOutput(store, OUTPUT, foreign, 'none')).toBe('unchanged');
    expect((await store.read('a.jpg'))!.bytes).toEqual(bytesOf('newer'));
  });

  it('looks again where another task was faster', async () => {
    const store = bucket();
    await store.create('a.jpg', bytesOf('old'));
    expect(await writeOutput(store, OUTPUT, ours, 'create')).toBe('replaced');
    expect(await writeOutput(store, OUTPUT, foreign, 'create')).toBe('unchanged');
  });

  it('ends well where the third attempt finds the content there', async () => {
    let attempts = 0;
    const store = bucket();
    const create = async () => {
      if (++attempts === 3) await store.create('a.jpg', OUTPUT.bytes);
      return false;
    };
    expect(await writeOutput({ ...store, create }, OUTPUT, foreign)).toBe('unchanged');
    expect(attempts).toBe(3);
  });

  it('gives up after three attempts', async () => {
    let attempts = 0;
    const create = () => Promise.resolve(++attempts < 0);
    const writing = writeOutput({ ...bucket(), create }, OUTPUT, foreign);
    await expect(writing).rejects.toThrow(ConcurrentUpdateError);
    await expect(writing).rejects.toThrow('s3://memory/a.jpg was changed again and again');
    expect(attempts).toBe(3);
  });
});

describe('an output that is to go', () => {
  it('is removed if it has one of the contents', async () => {
    const store = bucket();
    await store.create('a.jpg', OUTPUT.bytes);
    expect(await holdsOneOf(store, 'a.jpg', [sha256('old')])).toBe(false);
    expect(await removeOutput(store, 'a.jpg', [sha256('old')])).toBe(false);
    expect(await holdsOneOf(store, 'a.jpg', [sha256('old'), sha256('new')])).toBe(true);
    expect(await removeOutput(store, 'a.jpg', [sha256('old'), sha256('new')])).toBe(true);
    expect(await holdsOneOf(store, 'a.jpg', [sha256('new')])).toBe(false);
  });

  it('is not counted as removed if it was gone, or changed meanwhile', async () => {
    const store = bucket();
    expect(await removeOutput(store, 'a.jpg', [sha256('new')])).toBe(false);
    await store.create('a.jpg', OUTPUT.bytes);
    const remove = () => Promise.resolve(false);
    expect(await removeOutput({ ...store, remove }, 'a.jpg', [sha256('new')])).toBe(false);
  });

  it('lets the Store clean up where the file is gone already', async () => {
    const removed: string[] = [];
    const remove = (key: string, version: string) => Promise.resolve(removed.push(`${key} ${version}`) > 0);
    await removeOutput({ ...bucket(), remove }, 'a.jpg', []);
    expect(removed).toEqual(['a.jpg ']);
  });
});
