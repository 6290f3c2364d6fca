import { AugmentError } from '../core/errors.js';
import { compareKeys } from '../core/keys.js';
import { builtInModules } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { Failure } from '../dataset/source.js';
import { recallDataset } from '../state/dataset-state.js';
import type { DatasetState } from '../state/dataset-state.js';
import { recallAssembled, rememberAssembled } from '../state/assembled.js';
import { writeLargeOutput } from '../state/large-output.js';
import type { LargeOutput } from '../state/large-output.js';
import { filesOf, ledgerOf, readDatasetFileLedger, writeDatasetFileLedger } from '../state/output-files.js';
import type { Ledger, OutputFile } from '../state/output-files.js';
import { holdsOneOf, removeOutput } from '../state/own-files.js';
import { ENGINE, listRecordedKeys, readRecords } from '../state/record.js';
import type { IndexedRecord } from '../state/record-index.js';
import type { StalePolicy } from '../state/write-once.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { describeDataset, needsLabels } from './describe-dataset.js';
import { describedBy, inKeyOrder } from './described-records.js';
import type { DescribedRecord, DescribedRecords } from './described-records.js';
import { Scratch } from './scratch.js';
import { spoolItems, spoolText } from './spool.js';

export interface Assembled {
  /** How many files were written now. */
  readonly written: number;
  readonly failures: readonly Failure[];
  /** Stale outputs of earlier calls: those still there, and those removed now. */
  readonly left: readonly string[];
  readonly removed: readonly string[];
}

const NOTHING_ASSEMBLED: Assembled = { written: 0, failures: [], left: [], removed: [] };

export interface AssembleOptions {
  /** What becomes of files that earlier calls wrote and nobody asks for any more. Absent: they are kept. */
  readonly stalePolicy?: StalePolicy;
  /** What the Recipe of the last run is read against. Absent: what this package brings. */
  readonly modules?: Modules;
}

/** Makes the files that describe the whole data set from the Records: `data.yaml`, COCO's JSON, lists of images. */
export async function assemble(
  stores: Pick<Stores, 'output' | 'state'>,
  options: AssembleOptions = {},
): Promise<Assembled> {
  return assembleRecords(allRecords(stores.state), stores, options);
}

/**
 * The same, of Records that the caller has chosen.
 * @param records in the order of their keys, with their labels if a file of the data set holds labels
 */
export async function assembleRecords(
  records: DescribedRecords,
  stores: Pick<Stores, 'output' | 'state'>,
  { stalePolicy = 'keep', modules }: AssembleOptions,
): Promise<Assembled> {
  const dataset = await recallDataset(stores, modules);
  return describing(stores, dataset, records, (files) => writeFiles(stores, files, stalePolicy));
}

/**
 * The same, with no more reading than needed: nothing is made if the files are those that the same Records gave before, and
 * the Records themselves are read only for files that hold labels.
 * @param indexed all Records
 */
export async function assembleIndexed(
  indexed: readonly Pick<IndexedRecord, 'record' | 'sha256'>[],
  stores: Pick<Stores, 'output' | 'state'>,
  { stalePolicy = 'keep', modules }: AssembleOptions,
): Promise<Assembled> {
  const dataset = await recallDataset(stores, modules);
  const { location } = stores.output;
  const ledger = await readDatasetFileLedger(stores.state);
  const hashes = indexed.map(({ record: { key }, sha256: hash }) => ({ key, sha256: hash }));
  const isMade = (await recallAssembled(stores.state)) === hashOrigin(dataset, hashes, location, ledger);
  if (isMade && (await holdsAll(stores.output, ledger))) return NOTHING_ASSEMBLED;
  const inOrder = indexed.toSorted((a, b) => compareKeys(a.record.key, b.record.key));
  const keys = inOrder.map(({ record }) => record.key);
  const held = needsLabels(dataset) ? readRecords(stores.state, keys) : inOrder;
  // Records may have been written since they were indexed.
  const origin: OutputFile[] = [];
  const assembled = await describing(stores, dataset, recordsOf(held, origin), (files) =>
    writeFiles(stores, files, stalePolicy),
  );
  if (assembled.failures.length === 0 && assembled.left.length === 0) {
    const now = await readDatasetFileLedger(stores.state);
    if (now.size > 0) await rememberAssembled(stores.state, hashOrigin(dataset, origin, location, now));
  }
  return assembled;
}

/** The files of the whole data set as they should be, independent of what is there. */
export async function datasetFiles(
  stores: Pick<Stores, 'output' | 'state'>,
  modules: Modules = builtInModules,
): Promise<OutputFile[]> {
  const dataset = await recallDataset(stores, modules);
  return describing(stores, dataset, allRecords(stores.state), (files) => Promise.resolve(files.map(fileOf)));
}

async function* allRecords(state: Store): AsyncIterable<DescribedRecord> {
  yield* recordsOf(readRecords(state, await listRecordedKeys(state)));
}

interface Held {
  readonly record: DescribedRecord;
  readonly sha256: string;
}

/** @param origin gets the hashes of the Records that were read */
async function* recordsOf(
  held: AsyncIterable<Held> | Iterable<Held>,
  origin: OutputFile[] = [],
): AsyncIterable<DescribedRecord> {
  for await (const { record, sha256: hash } of held) {
    origin.push({ key: record.key, sha256: hash });
    yield record;
  }
}

/** Makes the files from the Records as they are at this moment. They are gone when they were used. */
async function describing<T>(
  { output }: Pick<Stores, 'output'>,
  dataset: DatasetState,
  records: DescribedRecords,
  use: (files: readonly LargeOutput[]) => Promise<T>,
): Promise<T> {
  const scratch = new Scratch();
  try {
    const spool = await spoolItems(described(records, needsLabels(dataset)), scratch);
    const files: LargeOutput[] = [];
    for (const { key, text } of await describeDataset(dataset, spool, output.location))
      files.push({ key, ...(await spoolText(text, scratch)) });
    return await use(files);
  } finally {
    scratch.close();
  }
}

async function* described(records: DescribedRecords, withLabels: boolean): AsyncIterable<DescribedRecord> {
  for await (const record of records) yield describedBy(record, withLabels);
}

/** Names everything that decides the files about the whole data set, and the files that were written. */
function hashOrigin(
  dataset: DatasetState,
  records: readonly OutputFile[],
  location: string,
  ledger: Ledger,
): string {
  const hashes = records.map(({ key, sha256: hash }) => `${key} ${hash}`).sort();
  return sha256(JSON.stringify([ENGINE, dataset.sha256, location, hashes, inKeyOrder(filesOf(ledger))]));
}

async function holdsAll(output: Store, ledger: Ledger): Promise<boolean> {
  for (const [key, hashes] of ledger) if (!(await holdsOneOf(output, key, hashes))) return false;
  return true;
}

/** A file is ours if an earlier call announced it in the ledger, before writing it. */
async function writeFiles(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  files: readonly LargeOutput[],
  stalePolicy: StalePolicy,
): Promise<Assembled> {
  const known = await readDatasetFileLedger(state);
  const wanted = files.map(fileOf);
  const announced = ledgerOf([...filesOf(known), ...wanted]);
  if (!isSame(known, announced)) await writeDatasetFileLedger(state, filesOf(announced));
  const { written, failures } = await writeEach(output, files, announced);
  const { left, removed } = await handleStale(output, known, wanted, stalePolicy);
  const remaining = ledgerOf([...filesOf(left), ...wanted]);
  // If a file could not be written, an older content of ours may still be there.
  if (failures.length === 0 && !isSame(announced, remaining))
    await writeDatasetFileLedger(state, filesOf(remaining));
  return { written, failures, left: [...left.keys()].sort(), removed };
}

function fileOf({ key, sha256: hash }: LargeOutput): OutputFile {
  return { key, sha256: hash };
}

async function writeEach(
  store: Store,
  outputs: readonly LargeOutput[],
  announced: Ledger,
): Promise<{ written: number; failures: Failure[] }> {
  const failures: Failure[] = [];
  let written = 0;
  for (const output of outputs) {
    try {
      const step = await writeLargeOutput(store, output, announced.get(output.key)!);
      if (step !== 'unchanged') written += 1;
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      failures.push({ key: output.key, reason: error.message });
    }
  }
  return { written, failures };
}

/** Keeps or removes the stale files that are still as this program wrote them. */
async function handleStale(
  output: Store,
  known: Ledger,
  wanted: readonly OutputFile[],
  stalePolicy: StalePolicy,
): Promise<{ left: Ledger; removed: string[] }> {
  const keys = new Set(wanted.map(({ key }) => key));
  const left = new Map<string, ReadonlySet<string>>();
  const removed: string[] = [];
  for (const [key, hashes] of known) {
    if (keys.has(key)) continue;
    if (stalePolicy === 'remove' && (await removeOutput(output, key, hashes))) removed.push(key);
    else if (await holdsOneOf(output, key, hashes)) left.set(key, hashes);
  }
  return { left, removed: removed.sort() };
}

function isSame(a: Ledger, b: Ledger): boolean {
  const texts = (ledger: Ledger) =>
    filesOf(ledger)
      .map(({ key, sha256: hash }) => `${hash} ${key}`)
      .sort();
  return texts(a).join('\n') === texts(b).join('\n');
}
