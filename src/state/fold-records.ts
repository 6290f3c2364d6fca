import { ConcurrentUpdateError } from '../core/errors.js';
import { compareKeys } from '../core/keys.js';
import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';
import { exchangeIndexRoot, NO_INDEX, readIndexPart, readIndexRoot, writeIndexPart } from './index-files.js';
import type { IndexEntry, IndexPart, IndexRoot } from './index-files.js';
import { changeTotals } from './index-totals.js';
import { summariseRecord } from './record.js';
import type { KeepsLabels } from './record.js';

/** About 1 MB a part, of images with four variants: one changed image rewrites one part. */
const ENTRIES_PER_PART = 1000;
const MOST_ENTRIES = 2 * ENTRIES_PER_PART;
/** A part with fewer is joined with its neighbour. */
const FEWEST_ENTRIES = ENTRIES_PER_PART / 4;

/** So that the Records and parts of one exchange fit into memory. */
const KEYS_AT_ONCE = 5000;
/** Enough to hide a bucket's waiting times, few enough to fit into memory. */
const READ_AT_ONCE = 32;
const MOST_ATTEMPTS = 10;
/** Longer than the AWS function lives that may still read a replaced part. The root names all of them. */
const RETIRED_MS = 20 * 60_000;

/** What a caller has read of a Record already. It counts while the index holds what the caller saw there. */
export interface KnownChange {
  /** Undefined: there is no Record. */
  readonly entry: IndexEntry | undefined;
  /** SHA-256 of the Record that the index held; undefined if it held none. */
  readonly before: string | undefined;
}

export interface FoldOptions {
  /** By the key of the Source. */
  readonly known?: ReadonlyMap<string, KnownChange>;
  /** Whether files about the whole output hold the labels of this format: then the index does, too. */
  readonly keepsLabels?: KeepsLabels | undefined;
}

/**
 * Brings the index up to date with the Records of some Sources. Each Record is read after the part that it changes, and
 * the root is replaced only if nobody else has replaced it meanwhile: so the index never goes back to an older Record.
 * @param keys of Sources whose Records were written or removed
 * @returns undefined if the index is damaged: then it must be built anew
 * @throws ConcurrentUpdateError if other tasks change the index again and again
 */
export async function foldRecords(
  state: Store,
  keys: Iterable<string>,
  options: FoldOptions = {},
): Promise<IndexRoot | undefined> {
  const sorted = [...new Set(keys)].sort(compareKeys);
  let root: IndexRoot | undefined;
  for (let start = 0; start < sorted.length; start += KEYS_AT_ONCE) {
    root = await foldSome(state, sorted.slice(start, start + KEYS_AT_ONCE), options);
    if (!root) return undefined;
  }
  return root ?? (await readIndexRoot(state))?.content ?? NO_INDEX;
}

async function foldSome(
  state: Store,
  keys: readonly string[],
  options: FoldOptions,
): Promise<IndexRoot | undefined> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const held = await readIndexRoot(state);
    const root = held?.content ?? NO_INDEX;
    const change = await Change.of(state, root, keys, options);
    if (!change) return undefined;
    if (change.isNone) return root;
    const next = await change.write();
    if (!next) return undefined;
    if (await exchangeIndexRoot(state, next, held)) {
      await removeRetired(state, root, next);
      return next;
    }
  }
  throw new ConcurrentUpdateError(
    `${state.location}: other tasks change the index again and again; run again`,
  );
}

/** Entries that are to be written as parts, in the order of keys, or a part that stays. */
type Piece = IndexPart | IndexEntry[];

/** One change of the index, from what it was. */
class Change {
  private readonly removed: IndexEntry[] = [];
  private readonly added: IndexEntry[] = [];

  private constructor(
    private readonly state: Store,
    private readonly root: IndexRoot,
    private pieces: Piece[],
  ) {}

  /** @returns undefined if a part is damaged */
  static async of(
    state: Store,
    root: IndexRoot,
    keys: readonly string[],
    options: FoldOptions,
  ): Promise<Change | undefined> {
    const change = new Change(state, root, [...root.parts]);
    const groups = byPart(root.parts, keys);
    const update = async ([at, members]: [number, string[]]) => {
      const part = root.parts[at];
      const entries = part ? await readIndexPart(state, part.file) : [];
      return entries && { at, entries: await change.updated(entries, members, options) };
    };
    for await (const done of inBatches([...groups], READ_AT_ONCE, update)) {
      if (!done) return undefined;
      if (done.entries) change.pieces[done.at] = done.entries;
    }
    return change;
  }

  get isNone(): boolean {
    return this.removed.length === 0 && this.added.length === 0;
  }

  /** @returns the new root, which nobody reads yet; undefined if a part is damaged */
  async write(): Promise<IndexRoot | undefined> {
    if (!(await this.joinSmall())) return undefined;
    const { reconciled } = this.root;
    const generation = this.root.generation + 1;
    const cut = this.pieces.flatMap((piece): Piece[] => (isPart(piece) ? [piece] : cutUp(piece)));
    const write = async (piece: Piece) =>
      isPart(piece) ? piece : writeIndexPart(this.state, generation, piece);
    const parts: IndexPart[] = [];
    for await (const part of inBatches(cut, READ_AT_ONCE, write)) parts.push(part);
    const kept = new Set(parts.map(({ file }) => file));
    const now = Date.now();
    const retired = this.root.parts
      .filter(({ file }) => !kept.has(file))
      .map(({ file }) => ({ file, at: now }));
    return {
      ...this.root,
      generation,
      parts,
      totals: changeTotals(this.root.totals, this.removed, this.added),
      ...(reconciled && {
        reconciled: { ...reconciled, since: reconciled.since + this.added.length + this.removed.length },
      }),
      retired: [...this.root.retired.filter(({ at }) => now - at < RETIRED_MS), ...retired],
    };
  }

  /** @returns the entries of a part with those of these keys as they are now; undefined if nothing changed */
  private async updated(
    entries: readonly IndexEntry[],
    keys: readonly string[],
    { known, keepsLabels }: FoldOptions,
  ): Promise<IndexEntry[] | undefined> {
    const byKey = new Map(entries.map((entry) => [entry.record.key, entry]));
    const read = async (key: string) => {
      const told = known?.get(key);
      const isSame = told !== undefined && told.before === byKey.get(key)?.sha256;
      return { key, entry: isSame ? told.entry : await readEntry(this.state, key, keepsLabels) };
    };
    let isChanged = false;
    for await (const { key, entry } of inBatches(keys, READ_AT_ONCE, read)) {
      const before = byKey.get(key);
      if (before?.sha256 === entry?.sha256 && before?.stamp === entry?.stamp) continue;
      isChanged = true;
      if (before) this.removed.push(before);
      if (entry) this.added.push(entry);
      if (entry) byKey.set(key, entry);
      else byKey.delete(key);
    }
    return isChanged
      ? [...byKey.values()].sort((a, b) => compareKeys(a.record.key, b.record.key))
      : undefined;
  }

  /** @returns false if a part is damaged */
  private async joinSmall(): Promise<boolean> {
    const joined: Piece[] = [];
    for (const piece of this.pieces.filter((one) => isPart(one) || one.length > 0)) {
      const last = joined.at(-1);
      const isSmall = [last, piece].some((one) => one && !isPart(one) && one.length < FEWEST_ENTRIES);
      if (!last || !isSmall) {
        joined.push(piece);
        continue;
      }
      const [before, after] = [await this.entriesOf(last), await this.entriesOf(piece)];
      if (!before || !after) return false;
      joined[joined.length - 1] = [...before, ...after];
    }
    this.pieces = joined;
    return true;
  }

  private async entriesOf(piece: Piece): Promise<readonly IndexEntry[] | undefined> {
    return isPart(piece) ? readIndexPart(this.state, piece.file) : piece;
  }
}

async function readEntry(
  state: Store,
  key: string,
  keepsLabels: KeepsLabels | undefined,
): Promise<IndexEntry | undefined> {
  const held = await summariseRecord(state, key, keepsLabels);
  return held && { record: held.content, sha256: held.sha256, stamp: held.version };
}

function isPart(piece: Piece): piece is IndexPart {
  return !Array.isArray(piece);
}

/** Keys by the number of the part that they belong to. */
function byPart(parts: readonly IndexPart[], keys: readonly string[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  let at = 0;
  for (const key of keys) {
    while (at + 1 < parts.length && compareKeys(parts[at + 1]!.first, key) <= 0) at += 1;
    const group = groups.get(at);
    if (group) group.push(key);
    else groups.set(at, [key]);
  }
  return groups;
}

/** Equal pieces, none larger than a part may be. */
function cutUp(entries: IndexEntry[]): IndexEntry[][] {
  if (entries.length <= MOST_ENTRIES) return [entries];
  const length = Math.ceil(entries.length / Math.ceil(entries.length / ENTRIES_PER_PART));
  return Array.from({ length: Math.ceil(entries.length / length) }, (_, i) =>
    entries.slice(i * length, (i + 1) * length),
  );
}

async function removeRetired(state: Store, before: IndexRoot, now: IndexRoot): Promise<void> {
  const kept = new Set(now.retired.map(({ file }) => file));
  for (const { file } of before.retired) if (!kept.has(file)) await state.remove(file);
}
