import { StoreError } from '../core/errors.js';

/** What a listing says of one object. */
export interface Listed {
  readonly key: string;
  readonly size: number;
  /** As in `Stored`; absent where a listing cannot tell, as times and sizes tell nothing of content. */
  readonly version?: string;
}

/** What is known of an object without reading it. */
export interface ObjectStat {
  readonly size: number;
  /** As in `Stored`. */
  readonly signature?: string;
}

/** An object's content, with the Store's word for exactly this content. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly version: string;
  /** The SHA-256 of the content, as noted by this program when it wrote this key; absent on what others wrote. */
  readonly signature?: string;
}

/** A file that is to be written. */
export interface Output {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * Where objects live: a directory or a bucket. Keys are paths below the Store's root: `/`-separated, NFC, without
 * empty, `.` or `..` parts. Nothing outside the root is ever read or written.
 *
 * Every writing call is all or nothing: a crash leaves the whole object or none of it.
 */
export interface Store {
  /** For messages: a path, or `s3://bucket/prefix`. */
  readonly location: string;

  /** True where everything written carries a signature, so that what is ours need not be announced to be told. */
  readonly signs: boolean;

  /**
   * How many Sources a thread should have under way at once, so that it computes while others wait for this Store's
   * answers. Each holds its image and its outputs in memory.
   */
  readonly tasksPerThread: number;

  /** Names of objects that listings left out, as no key can name them; for the user to know. */
  readonly leftOut: readonly string[];

  /**
   * All objects, or those whose keys begin with a prefix, in ascending order: of code units or of code points, as the
   * Store has it. Where that difference counts, sort.
   */
  list(prefix?: string): AsyncIterable<Listed>;

  /** @returns undefined where there is no such object */
  read(key: string): Promise<Stored | undefined>;

  /** @returns undefined where there is no such object */
  stat(key: string): Promise<ObjectStat | undefined>;

  /** Creates an object. @returns false, having written nothing, where there is one already */
  create(key: string, bytes: Uint8Array): Promise<boolean>;

  /** Puts new content in place of exactly that version. @returns false, having written nothing, where it is another */
  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean>;

  /** Removes exactly that version. @returns false, having removed nothing, where it is another; true where it is gone */
  remove(key: string, version: string): Promise<boolean>;

  /** Clears what an interrupted run may have left of its own: unfinished temporary files. */
  tidy(): Promise<void>;
}

/** Writes whatever is there or not: for what belongs to us alone, as Records and intents do. */
export async function put(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await store.create(key, bytes)) return;
    const present = await store.read(key);
    if (present && (await store.replace(key, bytes, present.version))) return;
  }
  throw new StoreError(`${store.location}/${key} changes again and again while it is being written`, true);
}

/** Removes whatever is there. */
export async function discard(store: Store, key: string): Promise<void> {
  const present = await store.read(key);
  if (present) await store.remove(key, present.version);
}
