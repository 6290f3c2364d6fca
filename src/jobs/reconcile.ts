import { discover } from '../dataset/discover.js';
import type { Inventory } from '../dataset/inventory.js';
import { withoutLeftOut } from '../dataset/filter-images.js';
import { countedLabels, rejectedLabels } from '../dataset/rejected-labels.js';
import type { RejectedLabel } from '../dataset/rejected-labels.js';
import { foldRecords } from '../state/fold-records.js';
import { NO_INDEX, noteReconciliation, readIndexRoot } from '../state/index-files.js';
import { indexEntries, synchroniseIndex } from '../state/record-index.js';
import { labelsKept } from './describe-dataset.js';
import { rememberInventory } from '../state/inventory-state.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure } from '../dataset/source.js';
import type { Raise } from '../dataset/balance.js';
import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { agreement } from './agreement.js';
import { assembleIndexed } from './assemble.js';
import type { Assembled } from './assemble.js';
import type { JobContext } from './augment-source.js';
import { checkLosses } from './check-losses.js';
import { chooseSchema } from './choose-schema.js';
import { counting, decideBalance } from './decide-balance.js';
import type { KnownSources } from './decide-balance.js';
import { decideSource } from './decide-source.js';
import { readLayout, refreshDataset } from '../state/dataset-state.js';
import { readAllAttempts, removeAttempts } from '../state/attempts.js';
import {
  filesThere,
  isFinal,
  isLeft,
  readFailures,
  recordFailure,
  removeFailure,
} from '../state/failures.js';
import { removeSource } from './remove-source.js';
import { clearDeferred, listDeferred } from '../state/deferred.js';
import type { Deferred } from '../state/deferred.js';
import type { DeclaredSchema } from '../core/formats/format.js';
import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';

/** Files of the state that are removed at the same time. */
const CLEARED_AT_ONCE = 32;

export type ReconcileContext = Pick<JobContext, 'stores' | 'recipe' | 'digest' | 'engineQueue'>;

/**
 * Asks for the outputs of images to be brought up to date, some time later.
 * @param suspects those of them that may have ended an earlier attempt's program
 */
export type Ask = (keys: readonly string[], suspects?: ReadonlySet<string>) => Promise<void>;

export interface Reconciled {
  /** How many images the input has. */
  readonly images: number;
  /** How many images were asked for. */
  readonly asked: number;
  readonly removed: readonly string[];
  readonly inventory: Inventory;
  readonly assembled: Assembled;
  /** By how much the variants exceed `labels.max_loss`; absent if they do not. */
  readonly excess?: Failure;
}

/**
 * A full reconciliation. It discovers the whole data set, asks for every image whose outputs are not up to date, removes
 * the outputs of images that are gone, and writes the files that describe the whole output. So it repairs what a lost
 * event missed, follows a changed recipe, and finds images that are older than the function.
 */
export async function reconcile(context: ReconcileContext, ask: Ask): Promise<Reconciled> {
  const { stores } = context;
  const { modules } = context.recipe;
  const began = Date.now();
  const deferred = await listDeferred(stores.state);
  const { dataset, declared } = await refresh(context);
  const { tried, changed, cleared } = await reconcileFailures(dataset, context);
  const { awaited, suspects } = await reconcileAttempts(dataset, context);
  await synchroniseIndex(stores.state, labelsKept(modules));
  const failed = new Set([...tried, ...changed]);
  const raises = await decideBalance(context, () => knownSources(dataset, declared, failed, context));
  const { due: found, leftOut, orphans, rejected } = await compare({ dataset, declared, raises }, context);
  const due = [...found.filter((key) => !tried.has(key)), ...changed].filter((key) => !awaited.has(key));
  await ask([...new Set([...due, ...deferred.map(({ key }) => key)])], suspects);
  await clearAllDeferred(stores.state, deferred);
  const { removed, labels } = await removeOrphans(orphans, context);
  // Nothing else may ever change, and then no other reconciliation would ask for them.
  const lost = await deferredAmong(labels, stores.state);
  await ask(labels);
  await clearAllDeferred(stores.state, lost);
  // An image may have come back since the listing, while its outputs were still in place. And the Record that made a
  // failure stale may be of an older image.
  const returned = await imagesStillThere(stores.input, [...orphans, ...cleared], modules);
  await ask(returned);
  await foldRecords(stores.state, orphans);
  const assembled = await assembleIndexed(stores, { stalePolicy: 'remove', modules });
  await recordFilesInTheWay(assembled.failures, context);
  const excess = await checkLosses(context);
  await noteReconciliation(stores.state, began, 'whole');
  const { classes } = (await readIndexRoot(stores.state))?.content.totals ?? NO_INDEX.totals;
  // What failed since may have objects now.
  const used = withoutLeftOut(dataset, new Set([...leftOut].filter((key) => !failed.has(key))));
  const inventory = {
    ...used.inventory,
    classes,
    rejected: countedLabels([...dataset.inventory.rejected.labels, ...rejected]),
  };
  await rememberInventory(stores.state, inventory);
  const asked = new Set(due).size + returned.length;
  return { images: used.sources.length, asked, removed, inventory, assembled, ...(excess && { excess }) };
}

/**
 * Asks for deferred images only. While many messages are waiting, asking for all images each time would send more
 * messages than there are images.
 * @returns how many images were asked for
 */
export async function reconcileDeferred(context: ReconcileContext, ask: Ask): Promise<number> {
  const { state } = context.stores;
  const deferred = await listDeferred(state);
  if (deferred.length === 0) return 0;
  await refresh(context);
  await ask(deferred.map(({ key }) => key));
  await clearAllDeferred(state, deferred);
  return deferred.length;
}

/** @returns the outputs removed, and the labels that may belong to other images now */
async function removeOrphans(
  orphans: readonly string[],
  { stores, recipe }: ReconcileContext,
): Promise<{ removed: string[]; labels: string[] }> {
  const removed: string[] = [];
  const labels = new Set<string>();
  for (const key of orphans) {
    const gone = await removeSource(stores, key, recipe);
    for (const output of gone.outputs) removed.push(output);
    for (const label of gone.labels) labels.add(label);
  }
  return { removed, labels: [...labels] };
}

async function deferredAmong(keys: readonly string[], state: Store): Promise<Deferred[]> {
  if (keys.length === 0) return [];
  const asked = new Set(keys);
  return (await listDeferred(state)).filter(({ key }) => asked.has(key));
}

/** Removes marks of keys that were asked for. */
export async function clearAllDeferred(state: Store, deferred: readonly Deferred[]): Promise<void> {
  for await (const _ of inBatches(deferred, CLEARED_AT_ONCE, (one) => clearDeferred(state, one)));
}

async function imagesStillThere(input: Store, keys: readonly string[], modules: Modules): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) if (isImageKey(key, modules) && (await input.stat(key))) found.push(key);
  return found;
}

/** Discovers the whole data set and stores its facts. */
export function refresh({ stores, recipe }: Pick<ReconcileContext, 'stores' | 'recipe'>) {
  return refreshDataset(stores.state, recipe, async () => {
    const dataset = await discover(stores.input, recipe);
    return { dataset, declared: await chooseSchema(stores.input, dataset, recipe) };
  });
}

/**
 * Records the failures of the files that describe the data set, and removes failures that are stale or whose image is
 * gone, unless edited outputs of it are left.
 * @returns `tried`: images that would fail again; `changed`: those that failed with another recipe, another data set or less
 * memory, without another image that is there now, or by a file of the output that is gone, so that they may succeed; `cleared`: images whose failure was removed
 */
async function reconcileFailures(
  { sources, failures, unread }: Dataset,
  { stores, digest, engineQueue }: ReconcileContext,
): Promise<{ tried: Set<string>; changed: string[]; cleared: string[] }> {
  const { state } = stores;
  const { dataset } = await readLayout(state);
  const circumstances = { recipe: digest, dataset, record: null };
  for (const { key, reason } of unread) await recordFailure(state, { key, reason, ...circumstances });
  const present = new Set([...sources, ...failures].map(({ key }) => key));
  const tried = new Set<string>();
  const changed: string[] = [];
  const cleared: string[] = [];
  const all = await readFailures(state);
  const there = await filesThere(
    all.map(({ failure }) => failure),
    stores,
  );
  const now = { recipe: digest, dataset, memory: engineQueue.memory.total, ...there };
  for (const held of all) {
    const { key } = held.failure;
    if (held.isStale || !(present.has(key) || isLeft(held.failure, there))) {
      await removeFailure(state, held);
      cleared.push(key);
    } else if (!present.has(key) || isFinal(held.failure, now)) tried.add(key);
    else changed.push(key);
  }
  return { tried, changed, cleared };
}

/** Files about the whole data set that could not be written. The next reconciliation removes these failures. */
export async function recordFilesInTheWay(
  failures: readonly Failure[],
  { stores: { state }, digest }: ReconcileContext,
): Promise<void> {
  if (failures.length === 0) return;
  const { dataset } = await readLayout(state);
  for (const { key, reason } of failures)
    await recordFailure(state, { key, reason, recipe: digest, dataset, record: null });
}

/**
 * Removes notes of attempts with another Recipe, Record or image.
 * @returns `awaited`: images that a message asks for, which is in work, waits, or is a dead letter; `suspects`: images that
 * no message asks for any more although earlier attempts gave nothing
 */
async function reconcileAttempts(
  { sources, failures }: Dataset,
  { stores: { state }, digest }: ReconcileContext,
): Promise<{ awaited: Set<string>; suspects: Set<string> }> {
  const present = new Set([...sources, ...failures].map(({ key }) => key));
  const awaited = new Set<string>();
  const suspects = new Set<string>();
  for (const held of await readAllAttempts(state)) {
    const { key, recipe, until } = held.attempts;
    if (held.isStale || recipe !== digest || !present.has(key)) await removeAttempts(state, held);
    else if (Date.now() < until) awaited.add(key);
    else suspects.add(key);
  }
  return { awaited, suspects };
}

interface ComparedDataset {
  readonly dataset: Dataset;
  readonly declared: DeclaredSchema | undefined;
  readonly raises: readonly Raise[];
}

/** @param failed keys of images that have failed, and may fail again */
function knownSources(
  { sources, files }: Dataset,
  declared: DeclaredSchema | undefined,
  failed: ReadonlySet<string>,
  context: ReconcileContext,
): KnownSources {
  return {
    all: sources,
    failed: sources.filter(({ key }) => failed.has(key)),
    count: counting(context, { schemaOf: (source) => schemaOf(source, files), declared }),
  };
}

/**
 * Compares the listing with the index of all Records.
 * @returns `due`: images without a Record that agrees with the listing; `orphans`: images that have a Record and are
 * gone; `leftOut`: images that `filter` leaves out; `rejected`: labels that the Records of all other images left out
 */
async function compare(
  { dataset, declared, raises }: ComparedDataset,
  { stores: { state }, recipe, digest }: ReconcileContext,
): Promise<{ due: string[]; leftOut: Set<string>; orphans: string[]; rejected: RejectedLabel[] }> {
  const agrees = agreement({ files: dataset.files, declared }, { recipe, digest });
  const missing = new Map(dataset.sources.map((source) => [source.key, source]));
  const broken = new Set(dataset.failures.map(({ key }) => key));
  // Only an update may record the failure of an image, because it knows the image's Record at that time.
  const files = new Set(dataset.unread.map(({ key }) => key));
  const due = [...broken].filter((key) => !files.has(key));
  const leftOut = new Set<string>();
  const orphans: string[] = [];
  const rejected: RejectedLabel[] = [];
  for await (const entries of indexEntries(state)) {
    for (const { record } of entries) {
      const found = missing.get(record.key);
      const source = found && decideSource(found, record.objects, recipe, raises);
      missing.delete(record.key);
      if (!source && !broken.has(record.key)) orphans.push(record.key);
      else if (record.leftOut) leftOut.add(record.key);
      else for (const label of rejectedLabels(record.problems)) rejected.push(label);
      if (source && !agrees(record, source)) due.push(record.key);
    }
  }
  return { due: [...due, ...missing.keys()], leftOut, orphans, rejected };
}
