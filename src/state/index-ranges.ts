import { compareKeys } from '../core/keys.js';
import { inBatches } from '../stores/in-batches.js';
import type { KeyRange, Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { foldRecords } from './fold-records.js';
import type { KnownChange } from './fold-records.js';
import { DamagedIndexError, NO_INDEX, readIndexPart, readIndexRoot } from './index-files.js';
import type { IndexEntry, IndexPart, IndexRoot } from './index-files.js';
import { summariseFiles } from './record.js';
import type { KeepsLabels } from './record.js';
import { STATE_FILES } from './state-file.js';

const RECORDS = STATE_FILES.records.path;

/** Some 4,000 images: the requests for one range wait for each other, and its entries fit into memory many times. */
const PARTS_PER_RANGE = 4;
/** Enough to hide a bucket's waiting times, few enough to fit into memory. */
const RANGES_AT_ONCE = 8;
/** So many Records are held in memory. */
const CHANGES_AT_ONCE = 5000;

/** Neighbouring parts of the index, and the keys that belong to them. All ranges together have every key once. */
export interface IndexRange extends KeyRange {
  readonly parts: readonly IndexPart[];
}

/**
 * All keys by ranges, some of which are to be worked on at the same time. Each time, they follow the index as it is then.
 * @param from the key to begin with
 */
export async function* rangesAtOnce(
  state: Store,
  from?: string,
  atOnce = RANGES_AT_ONCE,
): AsyncIterable<readonly IndexRange[]> {
  for (let next = from, isLast = false; !isLast; isLast = next === undefined) {
    const root = (await readIndexRoot(state))?.content ?? NO_INDEX;
    const ranges = rangesOf(root, next).slice(0, atOnce);
    yield ranges;
    next = ranges.at(-1)?.until;
  }
}

function rangesOf({ parts }: IndexRoot, from: string | undefined): IndexRange[] {
  // The first part that begins behind the key follows the one that holds it.
  const behind = parts.findIndex(({ first }) => from !== undefined && compareKeys(first, from) > 0);
  const start = from === undefined ? 0 : Math.max(0, (behind < 0 ? parts.length : behind) - 1);
  const ranges: IndexRange[] = [];
  for (let at = start; at < parts.length || ranges.length === 0; at += PARTS_PER_RANGE) {
    const lower = at === start ? from : parts[at]!.first;
    const upper = parts[at + PARTS_PER_RANGE]?.first;
    ranges.push({
      parts: parts.slice(at, at + PARTS_PER_RANGE),
      ...(lower !== undefined && { from: lower }),
      ...(upper !== undefined && { until: upper }),
    });
  }
  return ranges;
}

/** Changes of the index, of many ranges together. They are folded in by thousands, one after the other. */
export class IndexChanges {
  private changes = new Map<string, KnownChange | undefined>();
  private folding: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly state: Store,
    readonly keepsLabels: KeepsLabels | undefined,
  ) {}

  /** @param known absent: the Record is read */
  async add(key: string, known?: KnownChange): Promise<void> {
    this.changes.set(key, known);
    if (this.changes.size >= CHANGES_AT_ONCE) await this.fold();
  }

  async fold(): Promise<void> {
    const { changes, state, keepsLabels } = this;
    this.changes = new Map();
    const known = new Map([...changes].flatMap(([key, change]) => (change ? [[key, change] as const] : [])));
    // If somebody damages the index just now, the next call builds it anew.
    this.folding = this.folding.then(() => foldRecords(state, changes.keys(), { known, keepsLabels }));
    await this.folding;
  }
}

/**
 * The entries of a range as the Records are now, in any order. Only Records that were written since are read.
 * @param changes gets what the index does not hold yet
 * @throws DamagedIndexError if a part is damaged or gone; StoreError if the file of a Record is damaged
 */
export async function* currentEntries(
  state: Store,
  { parts, from, until }: IndexRange,
  changes: IndexChanges,
): AsyncIterable<IndexEntry> {
  const held = await entriesByFile(state, parts);
  const unread = new Map<string, string | undefined>();
  const readAll = async function* () {
    for await (const file of summariseFiles(state, [...unread.keys()], changes.keepsLabels)) {
      const entry = { record: file.content, sha256: file.sha256, stamp: unread.get(file.key) };
      await changes.add(entry.record.key, { entry, before: held.get(file.key)?.sha256 });
      held.delete(file.key);
      yield entry;
    }
    unread.clear();
  };
  const files = {
    ...(from !== undefined && { from: RECORDS + from }),
    ...(until !== undefined && { until: RECORDS + until }),
  };
  for await (const { key: file, stamp, version } of state.list(RECORDS, files)) {
    const entry = held.get(file);
    const now = stamp ?? version;
    if (entry && now !== undefined && entry.stamp === now) {
      held.delete(file);
      yield entry;
    } else if (unread.set(file, now).size === CHANGES_AT_ONCE) yield* readAll();
  }
  yield* readAll();
  // Names are cut, and have an ending: so they are not quite in the order of keys, and a file may be listed elsewhere.
  for (const { record } of held.values()) await changes.add(record.key);
}

async function entriesByFile(state: Store, parts: readonly IndexPart[]): Promise<Map<string, IndexEntry>> {
  const held = new Map<string, IndexEntry>();
  for await (const entries of inBatches(parts, PARTS_PER_RANGE, ({ file }) => readIndexPart(state, file))) {
    if (!entries) throw new DamagedIndexError(state);
    for (const entry of entries) held.set(fileKey('records', entry.record.key), entry);
  }
  return held;
}
