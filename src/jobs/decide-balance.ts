import type { DeclaredSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import { balanceVariants, countedImage } from '../dataset/balance.js';
import type { CountedImage, Raise } from '../dataset/balance.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { filters, isLeftOut } from '../dataset/filter-images.js';
import type { Source } from '../dataset/source.js';
import { forgetBalance, noteBalance } from '../state/balance-state.js';
import { indexEntries } from '../state/record-index.js';
import type { RecordSummary } from '../state/record.js';
import type { Store } from '../stores/store.js';
import type { JobContext } from './augment-source.js';
import { countSource } from './count-source.js';
import { isPermanent } from './permanent.js';
import type { ReconcileContext } from './reconcile.js';

/** What is known of a data set besides the Records. */
export interface KnownSources {
  /** Absent: the index alone tells which images there are. */
  readonly all?: readonly Source[];
  /** Images that have failed although their labels may be readable: if they have Records, these are of older ones. */
  readonly failed: readonly Source[];
  /** What the labels of such an image have. */
  readonly count: (source: Source) => readonly ObjectCount[] | Promise<readonly ObjectCount[]>;
}

/**
 * Decides how many variants each image gets, as `augment run` does once each image has its Record, or has failed. It is
 * noted for the images that are uploaded until it is decided again. Images that have neither do not count yet.
 * @throws DamagedIndexError
 */
export async function decideBalance(
  { stores: { state }, recipe }: Pick<ReconcileContext, 'stores' | 'recipe'>,
  known: () => KnownSources | Promise<KnownSources>,
): Promise<readonly Raise[]> {
  const { balance: rules, variants, output } = recipe;
  if (!rules) {
    await forgetBalance(state);
    return [];
  }
  const images = await countedImages(await known(), state, recipe);
  const { raises, balance } = balanceVariants(images, { variants, originals: output.originals }, rules);
  await noteBalance(state, { raises, ...balance });
  return raises;
}

/** @param declared what the files about the data set declare */
export function counting(
  context: ReconcileContext,
  declared: Pick<JobContext, 'schemaOf'> & { readonly declared?: DeclaredSchema | undefined },
): KnownSources['count'] {
  const { schemaOf, declared: whole } = declared;
  const job: JobContext = { ...context, schemaOf, dryRun: false, ...(whole && { declared: whole }) };
  return (source) => (source.labels ? countSource(source, job) : []);
}

async function countedImages(
  { all, failed, count }: KnownSources,
  state: Store,
  recipe: Recipe,
): Promise<CountedImage[]> {
  const { filter } = recipe;
  const sharing = new Sharing();
  const images: CountedImage[] = [];
  const seen = new Set(failed.map(({ key }) => key));
  const present = all && new Map(all.map((source) => [source.key, source]));
  const isUsed = (source: Source, counts: readonly ObjectCount[] | undefined) =>
    source.role === 'augment' && !(filters(filter) && isLeftOut(source, counts, filter));
  const add = (key: string, counts: readonly ObjectCount[]) =>
    images.push(sharing.of(countedImage(key, counts, recipe)));

  for (const source of failed) {
    const counts = await unlessUnreadable(() => count(source));
    if (isUsed(source, counts)) add(source.key, counts ?? []);
  }
  for await (const entries of indexEntries(state)) {
    for (const { record } of entries.filter((one) => !seen.has(one.record.key))) {
      seen.add(record.key);
      const source = present ? present.get(record.key) : asSource(record);
      if (source && isUsed(source, record.objects)) add(record.key, record.objects);
    }
  }
  if (recipe.balance?.by === 'folders')
    for (const source of all ?? [])
      if (!seen.has(source.key) && isUsed(source, undefined)) add(source.key, []);
  return images;
}

/** As far as it tells whether it is used. */
function asSource({ key, role, leftOut }: RecordSummary): Source | undefined {
  return leftOut ? undefined : { key, size: 0, role };
}

async function unlessUnreadable<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isPermanent(error)) return undefined;
    throw error;
  }
}

/** Most images of a data set have the classes of others: each list of them is held once. */
class Sharing {
  private readonly held = new Map<string, CountedImage['classes']>();

  of({ key, classes }: CountedImage): CountedImage {
    const id = JSON.stringify(classes);
    const same = this.held.get(id);
    if (!same) this.held.set(id, classes);
    return { key, classes: same ?? classes };
  }
}
