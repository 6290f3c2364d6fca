import { listRecords, recordedFiles } from '../dataset/record.js';
import { fileKey } from '../dataset/names.js';
import type { OutputFile } from '../dataset/record.js';
import type { Dataset } from '../dataset/source.js';
import { discard } from '../stores/store.js';
import type { Places } from './stores.js';
import { listLeftovers, removeOurs } from './write-once.js';

export interface Leftovers {
  readonly left: readonly string[];
  readonly removed: readonly string[];
}

export const NO_LEFTOVERS: Leftovers = { left: [], removed: [] };

interface LeftoverList {
  /** The Source that made them. */
  readonly source?: string;
  readonly files: readonly OutputFile[];
  /** State that speaks of them, and goes with them. */
  readonly state: readonly string[];
}

/**
 * Finds the outputs that belong to no Source or variant any more, and removes those asked for, where they still are
 * what we made.
 * @param which `delete`: all; `gone`: those of Sources with these keys
 */
export async function clearLeftovers(
  places: Places,
  dataset: Dataset,
  which: { readonly delete: boolean; readonly gone?: ReadonlySet<string> },
): Promise<Leftovers> {
  const left = new Set<string>();
  const removed = new Set<string>();
  for (const { source, files, state } of [
    ...(await obsolete(places)),
    ...(await orphaned(places, dataset)),
  ]) {
    const remove = which.delete || (source !== undefined && which.gone?.has(source));
    for (const file of files) {
      if ((await places.output.size(file.key)) === undefined) continue;
      if (!remove) left.add(file.key);
      else if (await removeOurs(places.output, file)) removed.add(file.key);
    }
    if (remove) for (const key of state) await discard(places.state, key);
  }
  return { left: [...left].sort(), removed: [...removed].sort() };
}

/** Of Sources that are still there, but no longer make them. */
async function obsolete({ state }: Places): Promise<LeftoverList[]> {
  const lists: LeftoverList[] = [];
  for await (const { list, files } of listLeftovers(state)) lists.push({ files, state: [list] });
  return lists;
}

/** Of Sources that are gone. */
async function orphaned({ state }: Places, dataset: Dataset): Promise<LeftoverList[]> {
  const present = new Set([...dataset.sources, ...dataset.failures].map(({ key }) => key));
  const lists: LeftoverList[] = [];
  for await (const record of listRecords(state)) {
    if (present.has(record.key)) continue;
    const own = (['records', 'intents'] as const).map((kind) => fileKey(kind, record.key));
    lists.push({ source: record.key, files: recordedFiles(record), state: own });
  }
  return lists;
}
