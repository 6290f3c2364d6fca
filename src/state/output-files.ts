import * as z from 'zod';
import { compareKeys } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

export const outputFileSchema = z.object({ key: z.string(), sha256: z.string() });

/** A file of the output, and the SHA-256 of what this program wrote there. */
export type OutputFile = Frozen<z.output<typeof outputFileSchema>>;

/** Contents that this program wrote or is about to write, by key. A key may have had several contents. */
export type Ledger = ReadonlyMap<string, ReadonlySet<string>>;

const listSchema = z.object({ files: z.array(outputFileSchema) });

const staleOutputs = new StateFile('stale-outputs', listSchema);
const datasetFiles = new StateFile('dataset-files', listSchema);

/** Outputs that the Record of their Source no longer has. */
export async function readStaleOutputs(state: Store, sourceKey: string): Promise<readonly OutputFile[]> {
  return (await staleOutputs.read(state, fileKey('stale-outputs', sourceKey)))?.content.files ?? [];
}

export async function writeStaleOutputs(
  state: Store,
  sourceKey: string,
  files: readonly OutputFile[],
): Promise<void> {
  await staleOutputs.put(state, { files: inOrder(files) }, fileKey('stale-outputs', sourceKey));
}

/** The stale outputs of each Source, with the key of the file that lists them. */
export async function* listStaleOutputs(
  state: Store,
): AsyncIterable<{ readonly stateKey: string; readonly files: readonly OutputFile[] }> {
  for await (const { key, content } of staleOutputs.list(state))
    yield { stateKey: key, files: content.files };
}

/** What this program wrote, or was about to write, as files that describe the whole data set. */
export async function readDatasetFileLedger(state: Store): Promise<Ledger> {
  return ledgerOf((await datasetFiles.read(state))?.content.files ?? []);
}

export async function writeDatasetFileLedger(state: Store, files: readonly OutputFile[]): Promise<void> {
  await datasetFiles.put(state, { files: inOrder(files) });
}

export function ledgerOf(files: Iterable<OutputFile>): Ledger {
  const ledger = new Map<string, Set<string>>();
  for (const { key, sha256 } of files) {
    const hashes = ledger.get(key);
    if (hashes) hashes.add(sha256);
    else ledger.set(key, new Set([sha256]));
  }
  return ledger;
}

export function filesOf(ledger: Ledger): OutputFile[] {
  return [...ledger].flatMap(([key, hashes]) => [...hashes].map((sha256) => ({ key, sha256 })));
}

/** The same ledger gives the same file, in whichever order it was filled. */
function inOrder(files: readonly OutputFile[]): OutputFile[] {
  const textOf = ({ key, sha256 }: OutputFile) => `${key} ${sha256}`;
  return filesOf(ledgerOf(files)).sort((a, b) => compareKeys(textOf(a), textOf(b)));
}
