import type {
  FollowedLink,
  Hashed,
  KeyRange,
  LargeContent,
  LeftOut,
  Listed,
  ObjectStat,
  Store,
  Stored,
} from './store.js';

/** A Store that passes every call to another Store. Decorators override what they change. */
export class DecoratedStore implements Store {
  constructor(private readonly inner: Store) {}

  get location(): string {
    return this.inner.location;
  }

  get signs(): boolean {
    return this.inner.signs;
  }

  get tasksPerThread(): number {
    return this.inner.tasksPerThread;
  }

  get leftOut(): readonly LeftOut[] {
    return this.inner.leftOut;
  }

  get followed(): readonly FollowedLink[] {
    return this.inner.followed;
  }

  list(prefix?: string, range?: KeyRange): AsyncIterable<Listed> {
    return this.inner.list(prefix, range);
  }

  read(key: string): Promise<Stored | undefined> {
    return this.inner.read(key);
  }

  readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    return this.inner.readStart(key, length);
  }

  hash(key: string): Promise<Hashed | undefined> {
    return this.inner.hash(key);
  }

  stat(key: string): Promise<ObjectStat | undefined> {
    return this.inner.stat(key);
  }

  get append(): Store['append'] {
    const { inner } = this;
    return inner.append && ((key, bytes, durably) => inner.append!(key, bytes, durably));
  }

  create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.inner.create(key, bytes);
  }

  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return this.inner.replace(key, bytes, version);
  }

  writeLarge(key: string, content: LargeContent, version?: string): Promise<boolean> {
    return this.inner.writeLarge(key, content, version);
  }

  remove(key: string, version?: string): Promise<boolean> {
    return this.inner.remove(key, version);
  }

  tidy(): Promise<void> {
    return this.inner.tidy();
  }
}
