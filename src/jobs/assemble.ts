import { AugmentError } from '../core/errors.js';
import { compareKeys } from '../core/keys.js';
import { builtInModules } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { Failure } from '../dataset/source.js';
import { recallDataset } from '../state/dataset-state.js';
import type { DatasetState } from '../state/dataset-state.js';
import { recallAssembled, rememberAssembled } from '../state/assembled.js';
import { filesOf, ledgerOf, readDatasetFileLedger, writeDatasetFileLedger } from '../state/output-files.js';
import type { Ledger, OutputFile } from '../state/output-files.js';
import { holdsOneOf, removeOutput, writeOutput } from '../state/own-files.js';
import { ENGINE, readRecords } from '../state/record.js';
import type { ListedRecord } from '../state/record.js';
import type { IndexEntry } from '../state/index-files.js';
import type { StalePolicy } from '../state/write-once.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import type { Output, Store } from '../stores/store.js';
import { describeDataset, needsLabels } from './describe-dataset.js';
import type { DatasetText } from '../core/formats/format.js';

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
  return assembleRecords(recordsOf(await readRecords(stores.state)), stores, options);
}

/** The same, of Records that were read already: all that there are. */
export async function assembleRecords(
  records: readonly ListedRecord[],
  stores: Pick<Stores, 'output' | 'state'>,
  { stalePolicy = 'keep', modules }: AssembleOptions,
): Promise<Assembled> {
  return writeFiles(stores, await datasetTexts(stores, records, modules), stalePolicy);
}

/**
 * The same, with no more reading than needed: nothing is made if the files are those that the same Records gave before, and
 * the Records themselves are read only for files that hold labels.
 * @param indexed all Records
 */
export async function assembleIndexed(
  indexed: readonly Pick<IndexEntry, 'record' | 'sha256'>[],
  stores: Pick<Stores, 'output' | 'state'>,
  { stalePolicy = 'keep', modules }: AssembleOptions,
): Promise<Assembled> {
  const dataset = await recallDataset(stores, modules);
  const { location } = stores.output;
  const ledger = await readDatasetFileLedger(stores.state);
  const isMade = (await recallAssembled(stores.state)) === hashOrigin(dataset, indexed, location, ledger);
  if (isMade && (await holdsAll(stores.output, ledger))) return NOTHING_ASSEMBLED;
  const records = needsLabels(dataset) ? await readRecords(stores.state) : indexed;
  const texts = describeDataset(dataset, inOrder(recordsOf(records)), location);
  const assembled = await writeFiles(stores, texts, stalePolicy);
  if (assembled.failures.length === 0 && assembled.left.length === 0) {
    const now = await readDatasetFileLedger(stores.state);
    if (now.size > 0) await rememberAssembled(stores.state, hashOrigin(dataset, records, location, now));
  }
  return assembled;
}

/** The texts that the files of the whole data set should have, independent of what is there. */
export async function datasetTexts(
  stores: Pick<Stores, 'output' | 'state'>,
  records?: readonly ListedRecord[],
  modules: Modules = builtInModules,
): Promise<DatasetText[]> {
  const dataset = await recallDataset(stores, modules);
  const all = records ?? recordsOf(await readRecords(stores.state));
  return describeDataset(dataset, inOrder(all), stores.output.location);
}

function recordsOf<Of>(held: readonly { readonly record: Of }[]): Of[] {
  return held.map(({ record }) => record);
}

function inOrder<Of extends { readonly key: string }>(records: readonly Of[]): Of[] {
  return records.toSorted((a, b) => compareKeys(a.key, b.key));
}

/** Names everything that decides the files about the whole data set, and the files that were written. */
function hashOrigin(
  dataset: DatasetState,
  records: readonly Pick<IndexEntry, 'record' | 'sha256'>[],
  location: string,
  ledger: Ledger,
): string {
  const hashes = records.map(({ record, sha256: hash }) => `${record.key} ${hash}`).sort();
  return sha256(JSON.stringify([ENGINE, dataset.sha256, location, hashes, inOrder(filesOf(ledger))]));
}

async function holdsAll(output: Store, ledger: Ledger): Promise<boolean> {
  for (const [key, hashes] of ledger) if (!(await holdsOneOf(output, key, hashes))) return false;
  return true;
}

/** A file is ours if an earlier call announced it in the ledger, before writing it. */
async function writeFiles(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  texts: readonly DatasetText[],
  stalePolicy: StalePolicy,
): Promise<Assembled> {
  const outputs = texts.map(({ key, text }) => ({ key, bytes: new TextEncoder().encode(text) }));
  const known = await readDatasetFileLedger(state);
  const wanted = outputs.map(({ key, bytes }) => ({ key, sha256: sha256(bytes) }));
  const announced = ledgerOf([...filesOf(known), ...wanted]);
  if (!isSame(known, announced)) await writeDatasetFileLedger(state, filesOf(announced));
  const { written, failures } = await writeEach(output, outputs, announced);
  const { left, removed } = await handleStale(output, known, wanted, stalePolicy);
  const remaining = ledgerOf([...filesOf(left), ...wanted]);
  // If a file could not be written, an older content of ours may still be there.
  if (failures.length === 0 && !isSame(announced, remaining))
    await writeDatasetFileLedger(state, filesOf(remaining));
  return { written, failures, left: [...left.keys()].sort(), removed };
}

async function writeEach(
  store: Store,
  outputs: readonly Output[],
  announced: Ledger,
): Promise<{ written: number; failures: Failure[] }> {
  const isOurs = (key: string, hash: string) => announced.get(key)?.has(hash) === true;
  const failures: Failure[] = [];
  let written = 0;
  for (const output of outputs) {
    try {
      if ((await writeOutput(store, output, isOurs)) !== 'unchanged') written += 1;
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
