import { fileKey } from './file-keys.js';
import { listRecords, recordedFiles } from './record.js';
import type { OutputFile } from './record.js';
import type { Dataset } from '../dataset/source.js';
import { discard } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import type { Stores } from '../stores/open.js';
import { isOurs, listAnnounced, removeOurs } from './write-once.js';

export interface StaleOutputs {
  readonly left: readonly string[];
  readonly removed: readonly string[];
}

export const NO_STALE_OUTPUTS: StaleOutputs = { left: [], removed: [] };

/** Outputs that nobody makes any more, and the file of the state that speaks of them and goes with them. */
interface StaleList {
  readonly stateKey: string;
  readonly files: readonly OutputFile[];
}

/**
 * Finds the outputs that belong to no Source or variant any more, and removes those asked for, where they still are
 * what we made.
 * @param which `delete`: all; `gone`: those of Sources with these keys
 */
export async function clearStaleOutputs(
  { output, state }: Stores,
  dataset: Dataset,
  which: { readonly delete: boolean; readonly gone?: ReadonlySet<string> },
): Promise<StaleOutputs> {
  const present = stateKeys([...dataset.sources, ...dataset.failures].map(({ key }) => key));
  const gone = stateKeys(which.gone ?? []);
  const lists = await listStale(state, present);
  const held = lists.length > 0 ? await heldFiles(state, present) : new Set<string>();
  const left = new Set<string>();
  const removed = new Set<string>();
  for (const { stateKey, files } of lists) {
    const remove = which.delete || gone.has(stateKey);
    for (const file of files.filter(({ key }) => !held.has(key))) {
      if (!remove && (await isOurs(output, file))) left.add(file.key);
      if (remove && (await removeOurs(output, file))) removed.add(file.key);
    }
    if (remove) await discard(state, stateKey);
  }
  return { left: [...left].sort(), removed: [...removed].sort() };
}

function stateKeys(sourceKeys: Iterable<string>): Set<string> {
  const kinds = ['records', 'intents', 'stale-outputs'] as const;
  return new Set([...sourceKeys].flatMap((key) => kinds.map((kind) => fileKey(kind, key))));
}

/** What Sources no longer make; and what those that are gone have made, or were making when a run was cut short. */
async function listStale(state: Store, present: ReadonlySet<string>): Promise<StaleList[]> {
  const lists: StaleList[] = [];
  for await (const list of listAnnounced(state, 'stale-outputs')) lists.push(list);
  for await (const list of listAnnounced(state, 'intents')) {
    if (!present.has(list.stateKey)) lists.push(list);
  }
  for await (const record of listRecords(state, (stateKey) => !present.has(stateKey))) {
    lists.push({ stateKey: fileKey('records', record.key), files: recordedFiles(record) });
  }
  return lists;
}

/** What Sources that are still there make: it stays, even where one that is gone made it too, as two may share labels. */
async function heldFiles(state: Store, present: ReadonlySet<string>): Promise<Set<string>> {
  const held = new Set<string>();
  for await (const record of listRecords(state, (stateKey) => present.has(stateKey))) {
    for (const { key } of recordedFiles(record)) held.add(key);
  }
  return held;
}
