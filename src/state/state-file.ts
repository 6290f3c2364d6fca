import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { Json } from '../core/json.js';
import { contentHash, sha256 } from '../stores/sha256.js';
import { readEach } from '../stores/read-each.js';
import { put } from '../stores/store.js';
import type { Store, Stored } from '../stores/store.js';

/**
 * Every kind of file that the state holds. `path` is the key of a single file, or the folder of many. docs/state.md
 * describes each kind, and a test holds that none is missing there.
 */
export const STATE_FILES = {
  records: { path: 'records/', version: 1 },
  index: { path: 'index/root.json', version: 1 },
  'index-parts': { path: 'index/parts/', version: 1 },
  reconciling: { path: 'index/reconciling.json', version: 1 },
  balance: { path: 'index/balance.json', version: 1 },
  assembled: { path: 'index/assembled.json', version: 1 },
  journal: { path: 'journal/', version: 1 },
  'stale-outputs': { path: 'stale-outputs/', version: 1 },
  failures: { path: 'failures/', version: 1 },
  attempts: { path: 'attempts/', version: 1 },
  deferred: { path: 'deferred/', version: 1 },
  'content-hashes': { path: 'content-hashes/', version: 1 },
  dataset: { path: 'dataset.json', version: 1 },
  layout: { path: 'layout.json', version: 1 },
  inventory: { path: 'inventory.json', version: 1 },
  pool: { path: 'pool.json', version: 1 },
  'dataset-files': { path: 'dataset-files.json', version: 1 },
  deployment: { path: 'deployment.json', version: 1 },
} as const;

export type StateFileName = keyof typeof STATE_FILES;

/** A type of plain data that cannot be changed. Json is already of that kind. */
export type Frozen<T> = [Json] extends [T]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** Fields of a schema for a type of another room. A missing field does not compile. */
export type ShapeOf<T> = { readonly [Key in keyof T]-?: z.ZodType<T[Key]> };

/** For parts of a file that other code parses when it needs them. What JSON.parse returns is JSON already. */
export const jsonSchema = z.custom<Json>();

/** A file of the state as it was read. */
export interface HeldFile<Content> {
  readonly key: string;
  readonly content: Content;
  /** The Store's name for exactly this content: see `Stored`. */
  readonly version: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}

const versionSchema = z.looseObject({ version: z.number() });

/**
 * One kind of file of the state: the only way to write and to read such files. A file is canonical JSON and one newline,
 * so that equal contents are equal bytes. Its field `version` is added here and is no part of the content.
 */
export class StateFile<Content extends object> {
  private readonly path: string;
  private readonly version: number;

  constructor(
    name: StateFileName,
    private readonly schema: z.ZodType<Content>,
    /** True if the order of the keys matters because outputs repeat it: then they are not sorted. */
    private readonly keepsKeyOrder = false,
  ) {
    ({ path: this.path, version: this.version } = STATE_FILES[name]);
  }

  encode(content: Frozen<Content>): Uint8Array {
    const file = { version: this.version, ...content };
    const json = this.keepsKeyOrder ? JSON.stringify(file) : canonicalJson(file);
    return new TextEncoder().encode(`${json}\n`);
  }

  /**
   * @param location for the message: the whole address of the file
   * @throws StoreError if the bytes are damaged, or of a version that this program does not read
   */
  decode(bytes: Uint8Array, location: string): Content {
    const json = parseJson(bytes);
    const found = versionSchema.safeParse(json);
    if (found.success && found.data.version !== this.version)
      throw new StoreError(this.otherVersion(found.data.version, location), false);
    const parsed = this.schema.safeParse(json);
    if (found.success && parsed.success) return parsed.data;
    throw new StoreError(
      `${location} is damaged, or was edited by hand; delete it, and run again (docs/state.md says what is lost)`,
      false,
      { cause: found.error ?? parsed.error },
    );
  }

  /** @param key absent for a kind that is a single file */
  async read(state: Store, key = this.path): Promise<HeldFile<Content> | undefined> {
    const stored = await state.read(key);
    return stored && this.hold(state, { ...stored, key });
  }

  /** The files of a folder, in the order of their keys. @param wanted whether a file is read, by its key */
  async *list(state: Store, wanted?: (key: string) => boolean): AsyncIterable<HeldFile<Content>> {
    for await (const stored of readEach(state, this.path, wanted)) yield this.hold(state, stored);
  }

  /** Writes the file, whatever is there. @param key absent for a kind that is a single file */
  async put(state: Store, content: Frozen<Content>, key = this.path): Promise<void> {
    await put(state, key, this.encode(content));
  }

  /**
   * Writes the single file in place of the held one, unless the contents are equal.
   * @returns false, having written nothing, if the file is no longer the held one
   */
  async exchange(
    state: Store,
    content: Frozen<Content>,
    held: HeldFile<Content> | undefined,
  ): Promise<boolean> {
    const bytes = this.encode(content);
    if (!held) return state.create(this.path, bytes);
    return held.sha256 === sha256(bytes) || state.replace(this.path, bytes, held.version);
  }

  private hold(state: Store, stored: Stored & { readonly key: string }): HeldFile<Content> {
    const { key, bytes, version } = stored;
    const content = this.decode(bytes, `${state.location}/${key}`);
    return { key, content, version, sha256: contentHash(stored) };
  }

  private otherVersion(found: number, location: string): string {
    const remedy =
      found > this.version
        ? 'a newer version of this program wrote it; update this program'
        : 'an older version of this program wrote it; delete it, and run again (docs/state.md says what is lost)';
    return `${location} has version ${found}, and this program reads version ${this.version}: ${remedy}`;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
