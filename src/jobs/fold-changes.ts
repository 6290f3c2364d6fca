import { foldRecords } from '../state/fold-records.js';
import type { Assembled } from './assemble.js';
import type { ReconcileContext } from './reconcile.js';
import { assembleAll } from './reconcile.js';
import { labelsKept } from './describe-dataset.js';

/**
 * Takes note of what became of some images, and writes the files about the whole output that change with them.
 * @param keys of images whose Records may have been written or removed
 * @returns undefined if a full reconciliation has to build the index anew
 */
export async function foldChanges(
  context: ReconcileContext,
  keys: readonly string[],
): Promise<Assembled | undefined> {
  const { stores, recipe } = context;
  const root = await foldRecords(stores.state, keys, { keepsLabels: labelsKept(recipe.modules) });
  return root && assembleAll(context);
}
