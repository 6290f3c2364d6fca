import type { Dataset } from '../dataset/source.js';
import type { Stores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { listFileLists } from './output-files.js';
import type { OutputFile } from './output-files.js';
import { holdsOneOf, removeOutput } from './own-files.js';
import { recordedFiles } from './record.js';
import type { RecordSummary } from './record.js';

/** Keys of stale outputs. */
export interface StaleOutputs {
  /** Those still there. */
  readonly left: readonly string[];
  /** Those removed now. */
  readonly removed: readonly string[];
}

export const NO_STALE_OUTPUTS: StaleOutputs = { left: [], removed: [] };

/** Outputs that no Source makes any more, and the file of the state that lists them and is removed with them. */
interface StaleList {
  readonly stateKey: string;
  readonly files: readonly OutputFile[];
}

/**
 * Finds the outputs that belong to no Source or variant any more, and removes the requested ones if they still are as
 * this program wrote them.
 * @param records all there are
 * @param which `delete`: all; `gone`: those of Sources with these keys
 */
export async function clearStaleOutputs(
  { output, state }: Stores,
  dataset: Dataset,
  records: readonly RecordSummary[],
  which: { readonly delete: boolean; readonly gone?: ReadonlySet<string> },
): Promise<StaleOutputs> {
  const present = stateKeys([...dataset.sources, ...dataset.failures].map(({ key }) => key));
  const gone = stateKeys(which.gone ?? []);
  const isPresent = ({ key }: RecordSummary) => present.has(fileKey('records', key));
  const orphans = records.filter((record) => !isPresent(record));
  const lists = await listStale(state, present, orphans);
  const held = lists.length > 0 ? filesOf(records.filter(isPresent)) : new Set<string>();
  const left = new Set<string>();
  const removed = new Set<string>();
  for (const { stateKey, files } of lists) {
    const isAskedFor = which.delete || gone.has(stateKey);
    for (const { key, sha256 } of files.filter((file) => !held.has(file.key))) {
      if (!isAskedFor && (await holdsOneOf(output, key, [sha256]))) left.add(key);
      if (isAskedFor && (await removeOutput(output, key, [sha256]))) removed.add(key);
    }
    if (isAskedFor) await state.remove(stateKey);
  }
  return { left: [...left].sort(), removed: [...removed].sort() };
}

function stateKeys(sourceKeys: Iterable<string>): Set<string> {
  const kinds = ['records', 'intents', 'stale-outputs'] as const;
  return new Set([...sourceKeys].flatMap((key) => kinds.map((kind) => fileKey(kind, key))));
}

/** Outputs that present Sources no longer make, and all outputs of Sources that are gone, unfinished ones included. */
async function listStale(
  state: Store,
  present: ReadonlySet<string>,
  orphans: readonly RecordSummary[],
): Promise<StaleList[]> {
  const lists: StaleList[] = [];
  for await (const list of listFileLists(state, 'stale-outputs')) lists.push(list);
  for await (const list of listFileLists(state, 'intents')) {
    if (!present.has(list.stateKey)) lists.push(list);
  }
  for (const record of orphans) {
    lists.push({ stateKey: fileKey('records', record.key), files: recordedFiles(record) });
  }
  return lists;
}

/** Outputs of present Sources. They stay even if a Source that is gone made them too: two Sources may share labels. */
function filesOf(records: readonly RecordSummary[]): Set<string> {
  return new Set(records.flatMap((record) => recordedFiles(record).map(({ key }) => key)));
}
