import { DecoratedStore } from './decorated-store.js';
import { contentHash } from './sha256.js';
import type { Hashed, ObjectStat, Store, Stored } from './store.js';

/** A Store that reads each object once, so that a task decides by the same content that it works with. */
export function readingOnce(store: Store): Store {
  return new ReadingOnce(store);
}

class ReadingOnce extends DecoratedStore {
  private readonly reads = new Map<string, Promise<Stored | undefined>>();

  override read(key: string): Promise<Stored | undefined> {
    const earlier = this.reads.get(key);
    if (earlier) return earlier;
    const now = super.read(key);
    this.reads.set(key, now);
    return now;
  }

  override async readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    return (await this.read(key))?.bytes.subarray(0, length);
  }

  override async hash(key: string): Promise<Hashed | undefined> {
    const stored = await this.read(key);
    if (!stored) return undefined;
    const { bytes, ...known } = stored;
    return { ...known, size: bytes.length, sha256: contentHash(stored) };
  }

  override async stat(key: string): Promise<ObjectStat | undefined> {
    const stored = await this.read(key);
    return stored && { size: stored.bytes.length, ...(stored.signature && { signature: stored.signature }) };
  }
}
