import { discover } from '../dataset/discover.js';
import { ENGINE, listRecords } from '../state/record.js';
import type { ListedRecord } from '../state/record.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import { isImageName } from '../dataset/layout.js';
import { assemble } from './assemble.js';
import type { Assembled } from './assemble.js';
import { wantedVariants } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { chooseSchema } from './choose-schema.js';
import { readLayout, refreshDataset } from '../state/dataset-state.js';
import { readFailures, recordFailure, removeFailure } from '../state/failures.js';
import { hashLabels, hashSchema } from '../variants/read-source.js';
import { removeSource } from './remove-source.js';
import { clearDeferred, listDeferred } from '../state/deferred.js';
import type { Deferred } from '../state/deferred.js';
import { writtenFormat } from '../variants/write-labels.js';
import type { DeclaredSchema } from '../core/formats/format.js';
import type { Store } from '../stores/store.js';

export type ReconcileContext = Pick<JobContext, 'stores' | 'recipe' | 'digest'>;

/** Has photos brought up to date, some time later. */
type Ask = (keys: readonly string[]) => Promise<void>;

export interface Reconciled {
  readonly photos: number;
  /** Photos that are not as they should be, by all that can be told without reading them. */
  readonly asked: number;
  readonly removed: readonly string[];
  readonly assembled: Assembled;
}

/**
 * Looks at the whole data set at once, as uploads cannot: finds out what its files declare, asks for every photo that
 * is not as it should be, removes what was made of those that are gone, and writes the files about the whole output.
 * So a lost event, a changed recipe or photos that were there before the function are made good by the next call.
 * @param ask to have photos brought up to date, some at a time
 */
export async function reconcile(context: ReconcileContext, ask: Ask): Promise<Reconciled> {
  const { stores } = context;
  const deferred = await listDeferred(stores.state);
  const { dataset, declared } = await refresh(context);
  const { tried, cleared } = await reconcileFailures(dataset, context);
  const { due: found, orphans, records } = await compare(dataset, declared, context);
  const due = found.filter((key) => !tried.has(key));
  await ask([...new Set([...due, ...deferred.map(({ key }) => key)])]);
  await clearAllDeferred(stores.state, deferred);
  const removed: string[] = [];
  for (const key of orphans) removed.push(...(await removeSource(stores, key)));
  // They may have come back since the listing, and found their outputs in place; or what ended a failure was older.
  const returned = await photosStillThere(stores.input, [...orphans, ...cleared]);
  await ask(returned);
  const assembled = await assemble(stores, 'remove', records);
  return { photos: dataset.sources.length, asked: due.length + returned.length, removed, assembled };
}

/**
 * The part of `reconcile` that photos may wait for, while many others are on their way anyway: whoever asked for them all
 * each time would send more messages than there are photos.
 * @returns how many were asked for
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

async function clearAllDeferred(state: Store, deferred: readonly Deferred[]): Promise<void> {
  await Promise.all(deferred.map((one) => clearDeferred(state, one)));
}

async function photosStillThere(input: Store, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) if (isImageName(key) && (await input.stat(key))) found.push(key);
  return found;
}

/** Finds out anew what is known of the whole data set. */
export function refresh({ stores, recipe }: Pick<ReconcileContext, 'stores' | 'recipe'>) {
  return refreshDataset(stores.state, recipe, async () => {
    const dataset = await discover(stores.input, recipe);
    return { dataset, declared: await chooseSchema(stores.input, dataset, recipe) };
  });
}

/** What is wrong with files of the whole data set; and what was wrong with photos that are no more, or are mended. */
async function reconcileFailures(
  { sources, failures, unread }: Dataset,
  { stores: { state }, digest }: ReconcileContext,
): Promise<{ tried: Set<string>; cleared: string[] }> {
  const { dataset } = await readLayout(state);
  const triedWith = { recipe: digest, dataset, record: null };
  for (const { key, reason } of unread) await recordFailure(state, { key, reason, ...triedWith });
  const present = new Set([...sources, ...failures].map(({ key }) => key));
  const tried = new Set<string>();
  const cleared: string[] = [];
  for (const held of await readFailures(state)) {
    const { key, recipe } = held.failure;
    if (held.isStale || !present.has(key)) {
      await removeFailure(state, held);
      cleared.push(key);
    } else if (recipe === digest && held.failure.dataset === dataset) tried.add(key);
  }
  return { tried, cleared };
}

/**
 * @returns `due`: photos that are not as their Records and the listing together say they should be; `orphans`: those
 * that have Records and are gone; `records`: of all others, without their plans
 */
async function compare(
  dataset: Dataset,
  declared: DeclaredSchema | undefined,
  { stores: { state }, recipe, digest }: ReconcileContext,
): Promise<{ due: string[]; orphans: string[]; records: ListedRecord[] }> {
  const missing = new Map(dataset.sources.map((source) => [source.key, source]));
  const broken = new Set(dataset.failures.map(({ key }) => key));
  // Only a task may say of a photo that it fails: it knows beside which Record.
  const files = new Set(dataset.unread.map(({ key }) => key));
  const due = [...broken].filter((key) => !files.has(key));
  const orphans: string[] = [];
  const records: ListedRecord[] = [];
  for await (const record of listRecords(state)) {
    const source = missing.get(record.key);
    missing.delete(record.key);
    if (source || broken.has(record.key)) records.push(record);
    else orphans.push(record.key);
    if (source && !agrees(record, source)) due.push(record.key);
  }
  return { due: [...due, ...missing.keys()], orphans, records };

  /** As far as can be told from the Record and the listing. */
  function agrees(record: ListedRecord, source: Source): boolean {
    const { labels } = source;
    const schemas = { schema: schemaOf(source, dataset.files), declared };
    return (
      record.engine === ENGINE &&
      record.variants.length === wantedVariants(source, recipe).length &&
      record.recipe === digest &&
      record.role === source.role &&
      record.split === source.split &&
      record.dataset === labels?.dataset &&
      record.format === writtenFormat(source, recipe.labels) &&
      record.schema === (labels && hashSchema(schemas)) &&
      (!labels?.part || record.labels === hashLabels(labels.part, [], schemas))
    );
  }
}
