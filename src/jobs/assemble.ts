import * as z from 'zod';
import { AugmentError, ConflictError } from '../core/errors.js';
import { listRecords } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import type { SourceRecord } from '../state/record.js';
import type { Failure } from '../dataset/source.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { recallDataset } from '../state/dataset-state.js';
import { describeDataset } from './describe-dataset.js';
import type { DatasetText } from '../core/formats/format.js';
import type { Stores } from '../stores/open.js';
import type { StalePolicy } from '../state/write-once.js';

const WRITTEN_KEY = 'dataset-files.json';
const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, undefined, 1)}\n`);
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export interface Assembled {
  readonly written: number;
  readonly failures: readonly Failure[];
  /** Files that earlier calls wrote and nobody asks for any more: those still there, and those removed now. */
  readonly left: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Records → the files that describe the whole data set: `data.yaml`, COCO's JSON, lists of images.
 * @param records all there are, where they were read already
 */
export async function assemble(
  stores: Pick<Stores, 'output' | 'state'>,
  stalePolicy: StalePolicy = 'keep',
  records?: readonly SourceRecord[],
): Promise<Assembled> {
  return writeFiles(stores, await datasetTexts(stores, records), stalePolicy);
}

/** What the files about the whole data set should hold, whatever they hold now. */
export async function datasetTexts(
  stores: Pick<Stores, 'output' | 'state'>,
  records?: readonly SourceRecord[],
): Promise<DatasetText[]> {
  const dataset = await recallDataset(stores);
  const all = [...(records ?? (await readRecords(stores.state)))];
  return describeDataset(
    dataset,
    all.sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
}

async function readRecords(state: Store): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of listRecords(state)) records.push(withoutPlans(record));
  return records;
}

/** Plans are most of a Record and say nothing of the data set, so all of them together are not held in memory. */
export function withoutPlans(record: SourceRecord): SourceRecord {
  return { ...record, variants: record.variants.map(({ plan: _, ...variant }) => variant) };
}

const hashesSchema = z.record(z.string(), z.array(z.string()));

type Hashes = Readonly<Record<string, readonly string[]>>;

/** Keys that were announced once, with the hashes of what may lie there. */
export async function announcedFiles(state: Store): Promise<Hashes> {
  const stored = await state.read(WRITTEN_KEY);
  return stored ? hashesSchema.parse(decode(stored.bytes)) : {};
}

/** Known to be ours: what an earlier call announced before writing it. */
async function writeFiles(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  files: readonly DatasetText[],
  stalePolicy: StalePolicy,
): Promise<Assembled> {
  const known = await announcedFiles(state);
  const failures: Failure[] = [];
  let written = 0;
  const encoded = files.map(({ key, text }) => ({ key, bytes: new TextEncoder().encode(text) }));
  const announced = Object.fromEntries(
    encoded.map(({ key, bytes }) => [key, [...new Set([...(known[key] ?? []), sha256(bytes)])]]),
  );
  const isNew = encoded.some(({ key, bytes }) => !known[key]?.includes(sha256(bytes)));
  if (isNew) await put(state, WRITTEN_KEY, encode({ ...known, ...announced }));
  for (const { key, bytes } of encoded) {
    try {
      if (await bringTo(output, key, bytes, announced[key]!)) written += 1;
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      failures.push({ key, reason: error.message });
    }
  }
  const { kept, removed } = await handleStale(output, known, new Set(Object.keys(announced)), stalePolicy);
  const settled = { ...kept, ...Object.fromEntries(encoded.map(({ key, bytes }) => [key, [sha256(bytes)]])) };
  if (failures.length === 0 && JSON.stringify(settled) !== JSON.stringify(known))
    await put(state, WRITTEN_KEY, encode(settled));
  return { written, failures, left: Object.keys(kept).sort(), removed };
}

/** What was written once and is no longer asked for, as far as it still is ours. */
async function handleStale(
  output: Store,
  known: Hashes,
  wanted: ReadonlySet<string>,
  stalePolicy: StalePolicy,
): Promise<{ kept: Hashes; removed: string[] }> {
  const kept: Record<string, readonly string[]> = {};
  const removed: string[] = [];
  for (const [key, hashes] of Object.entries(known)) {
    const present = wanted.has(key) ? undefined : await output.read(key);
    if (!present || !hashes.includes(sha256(present.bytes))) continue;
    if (stalePolicy === 'remove' && (await output.remove(key, present.version))) removed.push(key);
    else kept[key] = hashes;
  }
  return { kept, removed: removed.sort() };
}

async function bringTo(
  output: Store,
  key: string,
  bytes: Uint8Array,
  ours: readonly string[],
): Promise<boolean> {
  // Asked again where another run, at the same time, was quicker.
  for (let attempt = 0; attempt < 3; attempt++) {
    const present = await output.read(key);
    if (!present) {
      if (await output.create(key, bytes)) return true;
      continue;
    }
    const hash = sha256(present.bytes);
    if (hash === sha256(bytes)) return false;
    if (!ours.includes(hash)) break;
    if (await output.replace(key, bytes, present.version)) return true;
  }
  throw new ConflictError(
    `${output.location}/${key} is in the way: it was not made by this program, or was changed since`,
  );
}
