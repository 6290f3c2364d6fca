import { checkKey } from '../../core/keys.js';
import { bucketStores } from '../bucket-location.js';
import { DecoratedStore } from '../decorated-store.js';
import { createStoreRegistry } from '../registry.js';
import type { StoreRegistry } from '../registry.js';
import type { Hashed, KeyRange, LargeContent, Listed, ObjectStat, Store, Stored } from '../store.js';
import { memoryStore } from './memory.js';
import type { MemoryStore } from './memory.js';

/**
 * A registry with one kind of Store, `memory://bucket/prefix`, as a third party would add it.
 * @returns the registry, and a function that gives the whole bucket of a name
 */
export function memoryBuckets(): { registry: StoreRegistry; bucket: (name: string) => MemoryStore } {
  const buckets = new Map<string, MemoryStore>();
  const bucketOf = (name: string) => {
    const bucket = buckets.get(name) ?? memoryStore();
    buckets.set(name, bucket);
    return bucket;
  };
  const factory = bucketStores({
    scheme: 'memory',
    open: ({ bucket, prefix }) => Promise.resolve(new StoreBelow(bucketOf(bucket), prefix)),
    insteadOfWatching: 'memory cannot be watched',
  });
  return { registry: createStoreRegistry([factory]), bucket: bucketOf };
}

/** The part of a Store whose keys begin with a prefix, as a Store. */
export class StoreBelow extends DecoratedStore {
  constructor(
    whole: Store,
    private readonly prefix: string,
  ) {
    super(whole);
  }

  override async *list(prefix = '', { from, until }: KeyRange = {}): AsyncIterable<Listed> {
    const range = {
      ...(from !== undefined && { from: this.prefix + from }),
      ...(until !== undefined && { until: this.prefix + until }),
    };
    for await (const listed of super.list(this.prefix + prefix, range))
      yield { ...listed, key: listed.key.slice(this.prefix.length) };
  }

  override async read(key: string): Promise<Stored | undefined> {
    return super.read(this.whole(key));
  }

  override async readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    return super.readStart(this.whole(key), length);
  }

  override async hash(key: string): Promise<Hashed | undefined> {
    return super.hash(this.whole(key));
  }

  override async stat(key: string): Promise<ObjectStat | undefined> {
    return super.stat(this.whole(key));
  }

  override async create(key: string, bytes: Uint8Array): Promise<boolean> {
    return super.create(this.whole(key), bytes);
  }

  override async replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return super.replace(this.whole(key), bytes, version);
  }

  override async writeLarge(key: string, content: LargeContent, version?: string): Promise<boolean> {
    return super.writeLarge(this.whole(key), content, version);
  }

  override async remove(key: string, version?: string): Promise<boolean> {
    return super.remove(this.whole(key), version);
  }

  private whole(key: string): string {
    return this.prefix + checkKey(key);
  }
}
