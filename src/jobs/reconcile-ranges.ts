import { isImageKey } from '../core/modules.js';
import { unlessBroken } from '../dataset/find-source.js';
import type { Failure, Source } from '../dataset/source.js';
import type { Raise } from '../dataset/balance.js';
import { recallBalance } from '../state/balance-state.js';
import { listFailures } from '../state/failures.js';
import type { DatasetKnown } from '../state/dataset-view.js';
import { DatasetView } from '../state/dataset-view.js';
import { listDeferred } from '../state/deferred.js';
import { DamagedIndexError, noteReconciliation, readIndexRoot } from '../state/index-files.js';
import { IndexChanges, rangesAtOnce } from '../state/index-ranges.js';
import type { IndexRange } from '../state/index-ranges.js';
import { forgetReconciling, noteReconciling, readReconciling } from '../state/reconciling.js';
import type { Reconciling } from '../state/reconciling.js';
import { assembleIndexed } from './assemble.js';
import type { Assembled } from './assemble.js';
import { checkLosses } from './check-losses.js';
import { inBatches } from '../stores/in-batches.js';
import { labelsKept } from './describe-dataset.js';
import { counting, decideBalance } from './decide-balance.js';
import type { KnownSources } from './decide-balance.js';
import { findIn } from './find-in.js';
import { canBeByRanges, RangeComparison } from './range-comparison.js';
import type { RangeFound } from './range-comparison.js';
import { clearAllDeferred, recordFilesInTheWay } from './reconcile.js';
import type { Ask, ReconcileContext } from './reconcile.js';

const READ_AT_ONCE = 32;

export interface RangeOptions {
  /** Asked after some ranges: false leaves the rest to the next call. */
  readonly hasTime: () => boolean;
  /** How many ranges are compared at the same time. Absent: as many as fit into memory. */
  readonly atOnce?: number;
}

export interface ReconciledByRanges {
  /** How many images the input has, and how many were asked for, as far as it was compared. */
  readonly images: number;
  readonly asked: number;
  /** Absent if the time did not suffice: the next call goes on there. */
  readonly assembled?: Assembled;
  /** By how much the variants exceed `labels.max_loss`; absent if they do not. */
  readonly excess?: Failure;
}

/**
 * A full reconciliation by ranges of keys, some of them at the same time, so that memory does not depend on the number of
 * images. It understands images by what the state knows of the data set, as an upload is understood, and asks for those
 * whose outputs are not up to date, and for those that are gone. It repairs what lost events have missed; it does not
 * learn what only all keys together show.
 * @returns undefined if only a reconciliation of the whole data set explains what is there
 */
export async function reconcileByRanges(
  context: ReconcileContext,
  ask: Ask,
  { hasTime, atOnce }: RangeOptions,
): Promise<ReconciledByRanges | undefined> {
  const { stores, recipe } = context;
  const known = await new DatasetView(stores, recipe.modules.formats).current();
  if (!known || !canBeByRanges(known, context)) return undefined;
  const deferred = await listDeferred(stores.state);
  if (deferred.some(({ key }) => isImageKey(key, recipe.modules))) return undefined;
  const reconciled = (await readIndexRoot(stores.state))?.content.reconciled;
  const noted = await readReconciling(stores.state, reconciled);
  const began = noted?.began ?? Date.now();
  // Labels that an image has lost, and another one may have now.
  await ask(deferred.map(({ key }) => key));
  await clearAllDeferred(stores.state, deferred);
  const raises = await raisesOf(noted, known, context);
  if (!raises) return undefined;
  let { images, asked } = noted ?? { images: 0, asked: 0 };
  const comparison = new RangeComparison(context, known, raises);
  for await (const ranges of rangesAtOnce(stores.state, noted?.next, atOnce)) {
    const found = await compareAtOnce(comparison, ranges, context);
    if (!found) return undefined;
    for (const one of found) {
      await ask(one.due, new Set(one.suspects));
      images += one.images;
      asked += one.due.length;
    }
    const next = ranges.at(-1)?.until;
    if (next === undefined) break;
    await noteReconciling(stores.state, { began, next, images, asked });
    if (!hasTime()) return { images, asked };
  }
  const assembled = await assembleIndexed(stores, { stalePolicy: 'remove', modules: recipe.modules });
  await recordFilesInTheWay(assembled.failures, context);
  const excess = await checkLosses(context);
  await noteReconciliation(stores.state, began, 'by ranges');
  await forgetReconciling(stores.state);
  return { images, asked, assembled, ...(excess && { excess }) };
}

/** @returns undefined if the index is damaged */
async function raisesOf(
  noted: Reconciling | undefined,
  known: DatasetKnown,
  context: ReconcileContext,
): Promise<readonly Raise[] | undefined> {
  try {
    // All ranges are compared with the same.
    const decided = noted && (await recallBalance(context.stores.state));
    return decided ? decided.raises : await decideBalance(context, () => failedSources(known, context));
  } catch (error) {
    if (error instanceof DamagedIndexError) return undefined;
    throw error;
  }
}

async function failedSources(known: DatasetKnown, context: ReconcileContext): Promise<KnownSources> {
  const { stores, recipe } = context;
  const find = async ({ key }: Failure) => {
    const listed = isImageKey(key, recipe.modules) && (await stores.input.stat(key));
    if (!listed) return [];
    const found = await unlessBroken(key, () => findIn(stores.input, { ...listed, key }, known, recipe));
    return found !== 'skipped' && 'source' in found ? [found.source] : [];
  };
  const failed: Source[] = [];
  for await (const found of inBatches(await listFailures(stores.state), READ_AT_ONCE, find))
    for (const source of found) failed.push(source);
  return { failed, count: counting(context, known) };
}

/** @returns undefined if the index is damaged, or only all keys together explain what is there */
async function compareAtOnce(
  comparison: RangeComparison,
  ranges: readonly IndexRange[],
  { stores, recipe }: ReconcileContext,
): Promise<RangeFound[] | undefined> {
  const changes = new IndexChanges(stores.state, labelsKept(recipe.modules));
  try {
    const all = await Promise.all(ranges.map((range) => comparison.compare(range, changes)));
    await changes.fold();
    const found = all.flatMap((one) => (one === 'unknown' ? [] : [one]));
    return found.length === all.length ? found : undefined;
  } catch (error) {
    if (error instanceof DamagedIndexError) return undefined;
    throw error;
  }
}
