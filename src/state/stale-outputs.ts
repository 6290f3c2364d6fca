import type { Dataset } from '../dataset/source.js';
import type { Stores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { listStaleOutputs } from './output-files.js';
import type { OutputFile } from './output-files.js';
import { holdsOneOf, removeOutput } from './own-files.js';
import { recordedFiles } from './record.js';
import type { RecordSummary } from './record.js';
import type { RunJournal } from './run-journal.js';

/** Keys of stale outputs. */
export interface StaleOutputs {
  /** Those still there. */
  readonly left: readonly string[];
  /** Those removed now. */
  readonly removed: readonly string[];
  /** Those that were to be removed, and stay because another program has changed them. */
  readonly edited: readonly string[];
}

export const NO_STALE_OUTPUTS: StaleOutputs = { left: [], removed: [], edited: [] };

/** Outputs that no Source makes any more. */
interface StaleList {
  /** A file of the state that belongs to their Source. */
  readonly stateKey: string;
  readonly files: readonly OutputFile[];
  /** Lets the state forget them. */
  readonly forget: () => unknown;
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
  journal: RunJournal,
): Promise<StaleOutputs> {
  const present = stateKeys([...dataset.sources, ...dataset.failures].map(({ key }) => key));
  const gone = stateKeys(which.gone ?? []);
  const isPresent = ({ key }: RecordSummary) => present.has(fileKey('records', key));
  const orphans = records.filter((record) => !isPresent(record));
  const lists = await listStale(state, present, orphans, journal);
  const held = lists.length > 0 ? filesOf(records.filter(isPresent)) : new Set<string>();
  const left = new Set<string>();
  const removed = new Set<string>();
  const edited = new Set<string>();
  for (const { stateKey, files, forget } of lists) {
    const isAskedFor = which.delete || gone.has(stateKey);
    for (const { key, sha256 } of files.filter((file) => !held.has(file.key))) {
      if (!isAskedFor) {
        if (await holdsOneOf(output, key, [sha256])) left.add(key);
      } else if (await removeOutput(output, key, [sha256])) removed.add(key);
      else if (await output.hash(key)) edited.add(key);
    }
    if (isAskedFor) await forget();
  }
  return { left: [...left].sort(), removed: [...removed].sort(), edited: [...edited].sort() };
}

function stateKeys(sourceKeys: Iterable<string>): Set<string> {
  const kinds = ['records', 'stale-outputs'] as const;
  return new Set([...sourceKeys].flatMap((key) => kinds.map((kind) => fileKey(kind, key))));
}

/** Outputs that present Sources no longer make, and all outputs of Sources that are gone, unfinished ones included. */
async function listStale(
  state: Store,
  present: ReadonlySet<string>,
  orphans: readonly RecordSummary[],
  journal: RunJournal,
): Promise<StaleList[]> {
  const lists: StaleList[] = [];
  const removing = (stateKey: string) => () => state.remove(stateKey);
  for await (const list of listStaleOutputs(state)) lists.push({ ...list, forget: removing(list.stateKey) });
  for (const { source, files } of journal.unfinished) {
    const stateKey = fileKey('records', source);
    const forget = () => {
      journal.finish(source);
    };
    if (!present.has(stateKey)) lists.push({ stateKey, files, forget });
  }
  for (const record of orphans) {
    const stateKey = fileKey('records', record.key);
    lists.push({ stateKey, files: recordedFiles(record), forget: removing(stateKey) });
  }
  return lists;
}

/** Outputs of present Sources. They stay even if a Source that is gone made them too: two Sources may share labels. */
function filesOf(records: readonly RecordSummary[]): Set<string> {
  return new Set(records.flatMap((record) => recordedFiles(record).map(({ key }) => key)));
}
