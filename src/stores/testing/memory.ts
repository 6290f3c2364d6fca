import { randomUUID } from 'node:crypto';
import { checkKey, compareKeys } from '../../core/keys.js';
import { isWithin } from '../key-range.js';
import { wholeOf } from '../pieces.js';
import { sha256 } from '../sha256.js';
import type { Store } from '../store.js';

export interface MemoryStore extends Store {
  /** How often each key was written, for tests that nothing is done twice. */
  readonly writes: Map<string, number>;
  /** Writes as other programs do: without a signature. */
  put(key: string, bytes: Uint8Array): void;
}

export interface MemoryStoreOptions {
  /** False: a Store without signatures, like a folder. */
  readonly signs?: boolean;
  /** True: a Store that can append, like a folder. */
  readonly appends?: boolean;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly signature?: string;
}

/**
 * A Store in memory that behaves like a bucket: it signs, and other calls continue during each call.
 * @param before is called before every request; what it throws represents a process that dies, or a server that fails
 */
export function memoryStore(
  before: (what: string, key: string) => void = () => undefined,
  { signs = true, appends = false }: MemoryStoreOptions = {},
): MemoryStore {
  const objects = new Map<string, Held>();
  const writes = new Map<string, number>();
  const request = async (what: string, key: string) => {
    before(what, key);
    const checked = checkKey(key);
    await new Promise((resolve) => setImmediate(resolve));
    return checked;
  };
  const write = (key: string, bytes: Uint8Array) => {
    objects.set(key, { bytes, version: randomUUID(), ...(signs && { signature: sha256(bytes) }) });
    writes.set(key, (writes.get(key) ?? 0) + 1);
    return true;
  };
  return {
    location: 's3://memory',
    signs,
    tasksPerThread: 4,
    leftOut: [],
    followed: [],
    writes,
    put: (key, bytes) => void objects.set(key, { bytes, version: randomUUID() }),
    async *list(prefix = '', range = {}) {
      await request('list', prefix.replace(/\/*$/, '') || 'all');
      const found = [...objects].filter(([key]) => key.startsWith(prefix) && isWithin(key, range));
      for (const [key, { bytes, version }] of found.sort(([a], [b]) => compareKeys(a, b)))
        yield { key, size: bytes.length, version };
    },
    async stat(key) {
      const found = objects.get(await request('stat', key));
      if (!found) return undefined;
      const { bytes, version, signature } = found;
      return { size: bytes.length, version, ...(signature && { signature }) };
    },
    async read(key) {
      return objects.get(await request('read', key));
    },
    async hash(key) {
      const found = objects.get(await request('hash', key));
      if (!found) return undefined;
      const { bytes, ...known } = found;
      return { ...known, size: bytes.length, sha256: sha256(bytes) };
    },
    async readStart(key, length) {
      return objects.get(await request('readStart', key))?.bytes.slice(0, length);
    },
    async create(key, bytes) {
      const checked = await request('create', key);
      return !objects.has(checked) && write(checked, bytes);
    },
    ...(appends && {
      append: async (key: string, bytes: Uint8Array) => {
        const checked = await request('append', key);
        write(checked, Uint8Array.from([...(objects.get(checked)?.bytes ?? []), ...bytes]));
      },
    }),
    async replace(key, bytes, version) {
      const checked = await request('replace', key);
      return objects.get(checked)?.version === version && write(checked, bytes);
    },
    async writeLarge(key, { pieces }, version) {
      const checked = await request('writeLarge', key);
      const bytes = await wholeOf(pieces());
      return objects.get(checked)?.version === version && write(checked, bytes);
    },
    async remove(key, version) {
      const checked = await request('remove', key);
      const found = objects.get(checked);
      if (found && version !== undefined && found.version !== version) return false;
      objects.delete(checked);
      return true;
    },
    tidy: () => Promise.resolve(),
  };
}
