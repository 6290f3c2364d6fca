import { StoreError } from '../core/errors.js';

/** One object of a listing. */
export interface Listed {
  readonly key: string;
  readonly size: number;
  /** As in `Stored`. Absent if a listing does not contain it: times and sizes do not identify content. */
  readonly version?: string;
  /**
   * Of a state without versions in its listings: another one after every write, also after one of the same content. Absent
   * if the object was written so lately that another write might not show.
   */
  readonly stamp?: string;
}

/** Neighbouring objects, in the order in which the Store lists them. */
export interface KeyRange {
  /** Where they begin: this key, and those behind it. Absent: at the first. */
  readonly from?: string;
  /** Before which key they end. Absent: with the last. */
  readonly until?: string;
}

/** The metadata of an object, without its content. */
export interface ObjectStat {
  readonly size: number;
  /** As in `Stored`. Absent if the metadata do not contain it. */
  readonly version?: string;
  /** As in `Stored`. */
  readonly signature?: string;
}

/** An object's content, and the name that the Store gives to exactly this content. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly version: string;
  /** SHA-256 of the content, if the Store has computed it. */
  readonly sha256?: string;
  /** SHA-256 of the content, noted by this program when it wrote this key. Absent if another program wrote it. */
  readonly signature?: string;
}

/**
 * `no key`: no key can name the object. `file in two forms`: two have names of this key, in two Unicode forms; a listing has it
 * once, and nobody knows which of them it is. `folder in two forms`: of two such folders one is listed. The others are symbolic
 * links that are not followed.
 */
export type LeftOutReason =
  | 'no key'
  | 'file in two forms'
  | 'folder in two forms'
  | 'link to nothing'
  | 'link out of the folder'
  | 'link to a folder above it';

export interface LeftOut {
  /** The key; the name in the bucket where there is none. */
  readonly name: string;
  readonly reason: LeftOutReason;
}

/** A symbolic link, and where it leads: a key of the same Store, if its target is there too. */
export interface FollowedLink {
  readonly key: string;
  readonly target?: string;
}

/** What is known of an object's content after it was read to its end, and not held. */
export interface Hashed extends Omit<Stored, 'bytes' | 'sha256'> {
  readonly size: number;
  readonly sha256: string;
}

/** A content that may be larger than memory. */
export interface LargeContent {
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Makes the bytes from their beginning, in pieces of any size. It may throw: then nothing is written. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
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

  /** True if the Store marks what it writes, so that our files are recognised without a journal. */
  readonly signs: boolean;

  /**
   * How many Sources a thread should have under way at once, so that it computes while others wait for this Store's
   * answers. Each holds its image and its outputs in memory.
   */
  readonly tasksPerThread: number;

  /** Objects that listings left out; they are shown to the user. */
  readonly leftOut: readonly LeftOut[];

  /** Symbolic links that listings followed. */
  readonly followed: readonly FollowedLink[];

  /**
   * All objects, or those whose keys begin with a prefix, in ascending order. Stores may order by code units or by code
   * points: sort if that difference matters.
   * @param range those of them that are listed. The bounds need not be keys of objects
   */
  list(prefix?: string, range?: KeyRange): AsyncIterable<Listed>;

  /** @returns undefined if there is no such object */
  read(key: string): Promise<Stored | undefined>;

  /**
   * The first bytes of an object, to recognise a large one.
   * @param length how many, at least 1; a smaller object gives all that it has
   * @returns undefined if there is no such object
   */
  readStart(key: string, length: number): Promise<Uint8Array | undefined>;

  /** Reads an object of any size in little memory. @returns undefined if there is no such object */
  hash(key: string): Promise<Hashed | undefined>;

  /** @returns undefined if there is no such object */
  stat(key: string): Promise<ObjectStat | undefined>;

  /** Creates an object. @returns false, having written nothing, if there is one already */
  create(key: string, bytes: Uint8Array): Promise<boolean>;

  /**
   * Adds bytes at the end of an object, which is made if there is none. Only one task at a time appends to an object. A
   * crash or an error may leave the beginning of the bytes. Absent where only whole objects can be written.
   * @param durably true: if the Store waits until what it writes is on the disk, so does this call
   */
  readonly append?: ((key: string, bytes: Uint8Array, durably: boolean) => Promise<void>) | undefined;

  /** Replaces exactly that version. @returns false, having written nothing, if another version is there */
  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean>;

  /**
   * Creates an object of any size in little memory, or replaces exactly that version of it.
   * @param version absent: only if there is no such object
   * @returns false, having written nothing, if something else is there
   */
  writeLarge(key: string, content: LargeContent, version?: string): Promise<boolean>;

  /**
   * Removes exactly that version, or whatever is there if none is given.
   * @returns false, having removed nothing, for another version; true if nothing is there
   */
  remove(key: string, version?: string): Promise<boolean>;

  /** Removes unfinished temporary files that an interrupted run of this program has left. */
  tidy(): Promise<void>;
}

/**
 * Writes an object, whatever is there: for keys that only this program writes, such as those of Records.
 */
export async function put(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await store.create(key, bytes)) return;
    const present = await store.read(key);
    if (present && (await store.replace(key, bytes, present.version))) return;
  }
  throw new StoreError(`${store.location}/${key} changes again and again while it is being written`, true);
}
