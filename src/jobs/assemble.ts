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
import { ENGINE, listRecordedKeys, readRecords, summariseRecord } from '../state/record.js';
import { NO_INDEX, readIndexRoot } from '../state/index-files.js';
import type { IndexEntry, IndexRoot, IndexTotals } from '../state/index-files.js';
import { indexEntries, synchroniseIndex } from '../state/record-index.js';
import { inBatches } from '../stores/in-batches.js';
import type { StalePolicy } from '../state/write-once.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { describeDataset, labelsKept, needsAllRecords, needsLabels } from './describe-dataset.js';
import { again, describedBy } from './described-records.js';
import type { DescribedRecord, Records } from './described-records.js';
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
  await synchroniseIndex(stores.state, labelsKept(options.modules ?? builtInModules));
  return assembleIndexed(stores, options);
}

/**
 * The same, of the Records as the index knows them, with no more reading than needed: nothing is made if the files are
 * those that the same Records gave before, and a Record is read only for labels that the index does not hold.
 */
export async function assembleIndexed(
  stores: Pick<Stores, 'output' | 'state'>,
  { stalePolicy = 'keep', modules }: AssembleOptions,
): Promise<Assembled> {
  const dataset = await recallDataset(stores, modules);
  const root = (await readIndexRoot(stores.state))?.content ?? NO_INDEX;
  const originOf = (ledger: Ledger) => hashOrigin(dataset, root.totals, stores.output.location, ledger);
  const ledger = await readDatasetFileLedger(stores.state);
  // What the first Records tell is made sooner than it is compared.
  const isLong = needsAllRecords(dataset);
  const isMade = isLong && (await recallAssembled(stores.state)) === originOf(ledger);
  if (isMade && (await holdsAll(stores.output, ledger))) return NOTHING_ASSEMBLED;
  const records = again(() => describedEntries(dataset, stores.state, root));
  const assembled = await describing(stores, dataset, records, (files) =>
    writeFiles(stores, files, stalePolicy),
  );
  if (isLong && assembled.failures.length === 0 && assembled.left.length === 0) {
    const now = await readDatasetFileLedger(stores.state);
    if (now.size > 0) await rememberAssembled(stores.state, originOf(now));
  }
  return assembled;
}

/** The files of the whole data set as the Records give them, independent of what is there. */
export async function datasetFiles(
  stores: Pick<Stores, 'output' | 'state'>,
  modules: Modules = builtInModules,
): Promise<OutputFile[]> {
  const dataset = await recallDataset(stores, modules);
  const records = again(() => allRecords(stores.state));
  return describing(stores, dataset, records, (files) => Promise.resolve(files.map(fileOf)));
}

async function* allRecords(state: Store): AsyncGenerator<DescribedRecord> {
  for await (const { record } of readRecords(state, await listRecordedKeys(state)))
    if (!record.leftOut) yield record;
}

async function* describedEntries(
  dataset: DatasetState,
  state: Store,
  root: IndexRoot,
): AsyncGenerator<DescribedRecord> {
  for await (const entries of indexEntries(state, root)) {
    const used = entries.filter(({ record }) => !record.leftOut);
    yield* completed(dataset, state, used);
  }
}

const READ_AT_ONCE = 32;

/** The Records of these entries, with their labels if a file may hold them. Records that are gone meanwhile are left out. */
async function* completed(
  dataset: DatasetState,
  state: Store,
  entries: readonly IndexEntry[],
): AsyncGenerator<DescribedRecord> {
  const isNeeded = needsLabels(dataset) ? labelsKept(dataset.recipe.modules) : () => false;
  const complete = async ({ record }: IndexEntry): Promise<DescribedRecord | undefined> => {
    const isComplete = record.variants.every(({ annotations }) => annotations !== undefined);
    return isComplete || !isNeeded(record.format)
      ? record
      : (await summariseRecord(state, record.key, isNeeded))?.content;
  };
  for await (const record of inBatches(entries, READ_AT_ONCE, complete)) if (record) yield record;
}

/** Makes the files from the Records as they are at this moment. They are gone when they were used. */
async function describing<T>(
  { output }: Pick<Stores, 'output'>,
  dataset: DatasetState,
  records: Records,
  use: (files: readonly LargeOutput[]) => Promise<T>,
): Promise<T> {
  const scratch = new Scratch();
  try {
    const isManyPasses = needsAllRecords(dataset);
    const kept = isManyPasses ? await spoolItems(described(records, needsLabels(dataset)), scratch) : records;
    const files: LargeOutput[] = [];
    for (const { key, text } of await describeDataset(dataset, kept, output.location))
      files.push({ key, ...(await spoolText(text, scratch)) });
    return await use(files);
  } finally {
    scratch.close();
  }
}

async function* described(records: Records, withLabels: boolean): AsyncIterable<DescribedRecord> {
  for await (const record of records) yield describedBy(record, withLabels);
}

/** Names everything that decides the files about the whole data set, and the files that were written. */
function hashOrigin(
  dataset: DatasetState,
  { digest }: IndexTotals,
  location: string,
  ledger: Ledger,
): string {
  const files = filesOf(ledger).sort((a, b) => compareKeys(a.key, b.key));
  return sha256(JSON.stringify([ENGINE, dataset.sha256, location, digest, files]));
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
