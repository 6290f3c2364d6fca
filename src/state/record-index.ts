import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { summariseRecords } from './record.js';
import type { RecordSummary } from './record.js';
import { STATE_FILES, StateFile } from './state-file.js';

/** About 1 MB a part, of images with four variants: one changed image rewrites one part. */
const RECORDS_PER_PART = 1000;
const RECORDS = STATE_FILES.records.path;
const PARTS = STATE_FILES.index.path;

/** What the index holds of one Record. */
interface IndexEntry {
  /** Of the Record's file, as a listing shows it: see `stampsOf`. */
  readonly stamp: string;
  /** SHA-256 of the Record's file. */
  readonly sha256: string;
  readonly record: RecordSummary;
}

/**
 * Raise the version in `STATE_FILES` whenever a summary gets a field. The entries are not parsed by a schema, which would take
 * most of the time that the index saves: their hash shows that they are as this program wrote them.
 */
const indexParts = new StateFile(
  'index',
  z.object({
    records: z.custom<readonly IndexEntry[]>(Array.isArray),
    /** SHA-256 of the canonical JSON of `records`. */
    sha256: z.string(),
  }),
);

/** A Record, summarised. */
export interface IndexedRecord {
  readonly sha256: string;
  readonly record: RecordSummary;
  /** Absent if the file was written so lately that the index cannot hold it yet. */
  readonly stamp?: string | undefined;
  /** The part that it was read from. */
  readonly part?: string;
}

type StampedRecord = IndexedRecord & IndexEntry;

/** Records by the keys of their files. */
export type IndexedRecords = ReadonlyMap<string, IndexedRecord>;

/** What the index knows. */
export interface RecalledRecords {
  /** The Records that were not written since. */
  readonly records: IndexedRecords;
  /** How many Records each part of the index holds, those written since included. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Reads the index, and keeps what still holds. It is a cache: each of its entries counts only as long as a listing shows
 * that the Record's file is the one that was summarised. So whoever writes Records need not know of it, and a crash
 * cannot make it wrong.
 */
export async function recallRecords(state: Store): Promise<RecalledRecords> {
  const records = new Map<string, IndexedRecord>();
  const parts = new Map<string, number>();
  const stamps = await stampsOf(state);
  for await (const { key: part } of state.list(PARTS)) {
    if (part === STATE_FILES.assembled.path) continue;
    const entries = await readPart(state, part);
    parts.set(part, entries.length);
    for (const entry of entries) {
      const file = fileKey('records', entry.record.key);
      if (stamps.get(file) === entry.stamp) records.set(file, { ...entry, part });
    }
  }
  return { records, parts };
}

/**
 * All Records as they are now. Those that were not known, or were written since, are read.
 * @throws StoreError if the file of a Record is damaged, or of another version
 */
export async function collectRecords(state: Store, known: IndexedRecords): Promise<IndexedRecords> {
  const unread = await stampsOf(state);
  const collected = new Map<string, IndexedRecord>();
  for (const [file, stamp] of unread) {
    const held = known.get(file);
    if (held === undefined || held.stamp === undefined || held.stamp !== stamp) continue;
    collected.set(file, held);
    unread.delete(file);
  }
  if (unread.size === 0) return collected;
  for await (const { key, sha256: hash, content } of summariseRecords(state, (file) => unread.has(file)))
    collected.set(key, { sha256: hash, record: content, stamp: unread.get(key) });
  return collected;
}

/**
 * Writes the parts of the index that have changed.
 * @param collected all Records
 */
export async function rememberRecords(
  state: Store,
  collected: IndexedRecords,
  { parts }: RecalledRecords,
): Promise<void> {
  const records = [...collected.values()];
  const isKept = records.every(({ part }) => part !== undefined);
  if (isKept && records.length === sum(parts.values())) return;
  const wanted = intoParts(records);
  for (const [part, members] of wanted) {
    const isStored = parts.get(part) === members.length && members.every((one) => one.part === part);
    if (!isStored) await writePart(state, part, members.map(entryOf));
  }
  for (const part of parts.keys()) if (!wanted.has(part)) await state.remove(part);
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

/** @returns nothing if the part is damaged: then the Records are read instead */
async function readPart(state: Store, part: string): Promise<readonly IndexEntry[]> {
  try {
    const content = (await indexParts.read(state, part))?.content;
    // Parsed JSON keeps the order of the keys, so that this is the canonical text.
    return content && content.sha256 === sha256(JSON.stringify(content.records)) ? content.records : [];
  } catch (error) {
    if (error instanceof StoreError) return [];
    throw error;
  }
}

async function writePart(state: Store, part: string, records: readonly IndexEntry[]): Promise<void> {
  await indexParts.put(state, { records, sha256: sha256(canonicalJson(records)) }, part);
}

/**
 * A part is named by bits, and holds the Records the hash of whose key begins with these. So a part stays small however
 * many there are, and a Record belongs to a part that its key tells.
 */
function intoParts(records: readonly IndexedRecord[]): Map<string, StampedRecord[]> {
  const bits = Math.max(1, Math.ceil(Math.log2(records.length / RECORDS_PER_PART)));
  const parts = new Map<string, StampedRecord[]>();
  for (const one of records) {
    if (!isStamped(one)) continue;
    const first = Number.parseInt(sha256(one.record.key).slice(0, 8), 16);
    const name = `${PARTS}${first.toString(2).padStart(32, '0').slice(0, bits)}.json`;
    const part = parts.get(name);
    if (part) part.push(one);
    else parts.set(name, [one]);
  }
  return parts;
}

function isStamped(one: IndexedRecord): one is StampedRecord {
  return one.stamp !== undefined;
}

function entryOf({ stamp, sha256: hash, record }: StampedRecord): IndexEntry {
  return { stamp, sha256: hash, record };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, one) => total + one, 0);
}
