import type { Store, Stored } from './store.js';

/** What a run uses a Store for. In a state Store, every file and folder belongs to this program. */
export type StoreRole = 'input' | 'output' | 'state';

/** How files of folders are used. A bucket has versions and keeps what it has answered, so there these change nothing. */
export interface FileSettings {
  /** Of an input: a file whose size and times are those of an earlier run is taken to be the same, and not read. */
  readonly trustTimes?: boolean;
  /** Of an output and its state: each file is on the disk before it gets its name. */
  readonly durable?: boolean;
}

export interface OpenSettings extends FileSettings {
  /** Of an output: where its state lies, in which files can be made before they are complete. Absent: beside it. */
  readonly state?: StoreLocation;
  /** Of an input: real addresses. Links out of the input are followed only to what lies below one of them. Absent: anywhere. */
  readonly within?: readonly string[];
}

/** What a command expects of a location before it starts. */
export type Expectation =
  | { readonly use: 'input'; /** In words, for the message: `the images`. */ readonly contents: string }
  | { readonly use: 'output' }
  | { readonly use: 'file' };

/**
 * Where a Store lies, or one object of it: an address that a StoreFactory has parsed. Nothing is opened or read before
 * a method is called.
 */
export interface StoreLocation {
  /** As users write it, without a slash at the end. */
  readonly address: string;

  /** What messages call what lies here: `folder` and `file`, or `prefix` and `object`. */
  readonly words: { readonly container: string; readonly object: string };

  /** A Store whose root is this location. */
  open(role: StoreRole, settings?: OpenSettings): Promise<Store>;

  /**
   * Where the state of an output lies that has this location: never inside of it.
   * @throws UsageError if nothing lies beside it, as beside a whole bucket
   */
  beside(): StoreLocation;

  /** The location above, and the name that this one has in it; undefined at the top. */
  parent(): { readonly location: StoreLocation; readonly name: string } | undefined;

  /** The location of an object. @param key below this location */
  at(key: string): StoreLocation;

  /** The key of the other location below this one: empty for the same location, undefined if it lies elsewhere. */
  keyOf(other: StoreLocation): string | undefined;

  /** The same location under its only address: symbolic links are followed, as far as the path exists. */
  resolved(): Promise<StoreLocation>;

  /**
   * The object that has this very address, as it now is; undefined if there is none.
   * @throws UsageError if the address names no object
   */
  read(): Promise<Stored | undefined>;

  /**
   * The path of the folder, to be watched for changes.
   * @throws UsageError if this is no folder of this machine; the message says what to do instead
   */
  folderToWatch(): string;

  /**
   * Finds at once what can be found out without a server: that a folder is missing, or that a file is in its way.
   * @throws UsageError if the location cannot be what is expected
   */
  expect(expectation: Expectation): void;
}

/** A kind of Store. It has one folder in `src/stores` and one line in `standard.ts`. */
export interface StoreFactory {
  /** Addresses that begin with `scheme:` are of this kind. Without a scheme: all addresses of no other kind. */
  readonly scheme?: string;

  /** @throws UsageError if no location has this address */
  locate(address: string): StoreLocation;
}
