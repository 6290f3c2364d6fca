import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { foldRecords } from './fold-records.js';
import type { KnownChange } from './fold-records.js';
import {
  DamagedIndexError,
  exchangeIndexRoot,
  listIndexParts,
  NO_INDEX,
  readIndexPart,
  readIndexRoot,
} from './index-files.js';
import type { IndexEntry, IndexRoot } from './index-files.js';
import { currentEntries, IndexChanges, rangesAtOnce } from './index-ranges.js';
import { summariseFiles } from './record.js';
import type { KeepsLabels, RecordSummary } from './record.js';
import { STATE_FILES } from './state-file.js';

const RECORDS = STATE_FILES.records.path;

/** Records by the keys of their files. */
export type IndexedRecords = ReadonlyMap<string, IndexEntry>;

/** What the index knows. */
export interface RecalledRecords {
  /** The Records that were not written since. */
  readonly records: IndexedRecords;
  /** SHA-256 and stamp of every Record that the index holds, those written since included, by the key of the Source. */
  readonly held: ReadonlyMap<string, Pick<IndexEntry, 'sha256' | 'stamp'>>;
  /** True if it cannot be read completely. */
  readonly isDamaged: boolean;
}

/**
 * Reads the index, and keeps what still holds: an entry counts as long as a listing shows that the Record's file is the one
 * that was summarised. So whoever writes Records need not know of it, and a crash cannot make it wrong.
 */
export async function recallRecords(state: Store): Promise<RecalledRecords> {
  const stamps = await stampsOf(state);
  const records = new Map<string, IndexEntry>();
  const held = new Map<string, Pick<IndexEntry, 'sha256' | 'stamp'>>();
  let isDamaged = false;
  for await (const entries of indexParts(state)) {
    isDamaged ||= entries === undefined;
    for (const entry of entries ?? []) {
      const { record, sha256, stamp } = entry;
      held.set(record.key, { sha256, stamp });
      const file = fileKey('records', record.key);
      if (stamp !== undefined && stamps.get(file) === stamp) records.set(file, entry);
    }
  }
  return { records, held, isDamaged };
}

/**
 * All Records as they are now. Those that were not known, or were written since, are read.
 * @throws StoreError if the file of a Record is damaged, or of another version
 */
export async function collectRecords(state: Store, known: IndexedRecords): Promise<IndexedRecords> {
  const unread = await stampsOf(state);
  const collected = new Map<string, IndexEntry>();
  for (const [file, stamp] of unread) {
    const held = known.get(file);
    if (held?.stamp === undefined || held.stamp !== stamp) continue;
    collected.set(file, held);
    unread.delete(file);
  }
  for await (const { key, sha256, content } of summariseFiles(state, [...unread.keys()]))
    collected.set(key, { sha256, record: content, stamp: unread.get(key) });
  return collected;
}

/**
 * Brings the index up to date with the Records that were collected.
 * @param collected all Records
 */
export async function rememberRecords(
  state: Store,
  collected: IndexedRecords,
  recalled: RecalledRecords,
): Promise<void> {
  if (recalled.isDamaged) await emptyIndex(state);
  const held: RecalledRecords['held'] = recalled.isDamaged ? new Map() : recalled.held;
  const known = new Map<string, KnownChange>();
  const gone = new Set(held.keys());
  for (const entry of collected.values()) {
    const { key } = entry.record;
    const before = held.get(key);
    gone.delete(key);
    if (before?.sha256 !== entry.sha256 || before.stamp !== entry.stamp)
      known.set(key, { entry, before: before?.sha256 });
  }
  for (const key of gone) known.set(key, { entry: undefined, before: held.get(key)?.sha256 });
  // If somebody damages it just now, the next call builds it anew.
  await foldRecords(state, known.keys(), { known });
}

/**
 * All Records as they are now, in any order, some thousand at a time: those of the index that still hold, then those that it does
 * not have.
 * @throws StoreError if the file of a Record is damaged, or of another version
 */
export async function* currentRecords(state: Store): AsyncIterable<RecordSummary> {
  const unread = await stampsOf(state);
  for await (const entries of indexParts(state)) {
    for (const { record, stamp } of entries ?? []) {
      const file = fileKey('records', record.key);
      if (stamp === undefined || unread.get(file) !== stamp) continue;
      unread.delete(file);
      yield record;
    }
  }
  for await (const { content } of summariseFiles(state, [...unread.keys()])) yield content;
}

/** Enough to hide a bucket's waiting times, few enough to fit into memory. */
const PARTS_AT_ONCE = 8;

/**
 * Brings the index up to date by a listing of all Records: those that were written since are read, and no others. Only
 * some ranges are in memory.
 * @throws StoreError if the file of a Record is damaged, or of another version
 */
export async function synchroniseIndex(state: Store, keepsLabels?: KeepsLabels): Promise<void> {
  try {
    await synchroniseRanges(state, keepsLabels);
  } catch (error) {
    if (!(error instanceof DamagedIndexError)) throw error;
    await emptyIndex(state);
    await synchroniseRanges(state, keepsLabels);
  }
  await tidyIndex(state);
}

async function synchroniseRanges(state: Store, keepsLabels: KeepsLabels | undefined): Promise<void> {
  const changes = new IndexChanges(state, keepsLabels);
  for await (const ranges of rangesAtOnce(state))
    await Promise.all(
      ranges.map(async (range) => {
        for await (const _ of currentEntries(state, range, changes));
      }),
    );
  await changes.fold();
}

/** Removes parts that belong to no root: those of changes that a crash has cut off. */
async function tidyIndex(state: Store): Promise<void> {
  const stored = await listIndexParts(state);
  const held = await readIndexRoot(state);
  if (!held) return;
  const { parts, retired } = held.content;
  const used = new Set([...parts, ...retired].map(({ file }) => file));
  const unused = stored.filter((file) => !used.has(file));
  if (unused.length === 0) return;
  // A change that has written its parts and not yet the root fails now, and writes others.
  const raised = { ...held.content, generation: held.content.generation + 1 };
  if (await exchangeIndexRoot(state, raised, held)) for (const file of unused) await state.remove(file);
}

/**
 * All entries, in the order of keys, as of one moment.
 * @param root that moment; absent: now
 * @throws DamagedIndexError if a part is damaged or gone
 */
export async function* indexEntries(state: Store, root?: IndexRoot): AsyncIterable<readonly IndexEntry[]> {
  for await (const entries of indexParts(state, root)) {
    if (!entries) throw new DamagedIndexError(state);
    yield entries;
  }
}

/** @returns undefined in place of a part that is damaged or gone */
async function* indexParts(state: Store, root?: IndexRoot): AsyncIterable<readonly IndexEntry[] | undefined> {
  const { parts } = root ?? (await readIndexRoot(state))?.content ?? NO_INDEX;
  yield* inBatches(parts, PARTS_AT_ONCE, ({ file }) => readIndexPart(state, file));
}

async function emptyIndex(state: Store): Promise<void> {
  const held = await readIndexRoot(state);
  if (!held) return;
  const { generation, parts, retired } = held.content;
  const now = Date.now();
  await exchangeIndexRoot(
    state,
    {
      ...NO_INDEX,
      generation: generation + 1,
      retired: [...retired, ...parts.map(({ file }) => ({ file, at: now }))],
    },
    held,
  );
}

/**
 * What a listing shows of each file of a Record: it changes with every write. Undefined where the file was written so
 * lately that another write might not show.
 */
async function stampsOf(state: Store): Promise<Map<string, string | undefined>> {
  const stamps = new Map<string, string | undefined>();
  for await (const { key, stamp, version } of state.list(RECORDS)) stamps.set(key, stamp ?? version);
  return stamps;
}
