import { UsageError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { balanceVariants, countedImage } from '../dataset/balance.js';
import type { Balance, BalanceRules } from '../dataset/balance.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { describeKeptEmpty, filters, isLeftOut, withoutLeftOut } from '../dataset/filter-images.js';
import type { Dataset, Source } from '../dataset/source.js';
import { askAll } from './ask-all.js';
import type { Work } from './executors.js';
import type { RecordedSource } from './find-unchanged.js';
import type { PoolOptions } from './pool.js';

/** What the Recipe makes of a data set once the labels of all images are known. */
export interface Chosen {
  /** Without the images that `filter` leaves out; with the numbers of variants that `balance` gives. */
  readonly dataset: Dataset;
  readonly balance?: Balance;
}

type Counts = ReadonlyMap<string, readonly ObjectCount[]>;

/**
 * Carries out `filter` and `balance` of the Recipe. Both depend on the keys and labels of all images and on nothing else, so
 * every run and every `verify` comes to the same, and the state need not hold it.
 * @param recall gives its Sources, with what is known of them
 * @throws UsageError where no image has labels to decide by
 */
export async function chooseSources(
  dataset: Dataset,
  recall: () => Promise<readonly RecordedSource[]>,
  work: Work,
  options: PoolOptions,
): Promise<Chosen> {
  const { recipe } = work.setup;
  const { filter, balance } = recipe;
  if (!filters(filter) && !balance) return { dataset };
  const byLabels = balance !== undefined && balance.by === 'objects';
  const augmented = (await recall()).filter(({ role }) => role === 'augment');
  if (filters(filter)) requireLabels(augmented, 'filter.objects', 'it would leave out every image');
  if (byLabels) requireLabels(augmented, 'balance', 'folders of classes are balanced with `by: folders`');
  const labelled = filters(filter) || byLabels ? augmented.filter(({ labels }) => labels) : [];
  const counts: Counts = await askAll('count', labelled, work, options);
  if (options.signal?.aborted) return { dataset };
  const kept = filters(filter) ? filtered(dataset, augmented, counts, filter) : dataset;
  return balance ? balanced(kept, counts, recipe, balance) : { dataset: kept };
}

function filtered(
  dataset: Dataset,
  sources: readonly Source[],
  counts: Counts,
  filter: Recipe['filter'],
): Dataset {
  // An image without labels has no objects; of one whose labels cannot be read, nobody knows.
  const countsOf = ({ key, labels }: Source) => (labels ? counts.get(key) : []);
  const leftOut = new Set(
    sources.filter((source) => isLeftOut(source, countsOf(source), filter)).map(({ key }) => key),
  );
  const left = withoutLeftOut(dataset, leftOut);
  const kept = sources.filter(({ key }) => !leftOut.has(key));
  return { ...left, warnings: [...left.warnings, ...describeKeptEmpty(kept, countsOf, filter)] };
}

function balanced(dataset: Dataset, counts: Counts, recipe: Recipe, rules: BalanceRules): Chosen {
  const { variants, output } = recipe;
  const images = dataset.sources
    .filter(({ role }) => role === 'augment')
    .map(({ key }) => countedImage(key, counts.get(key) ?? [], recipe));
  const found = balanceVariants(images, { variants, originals: output.originals }, rules);
  const numbers = new Map(images.map(({ key }, i) => [key, found.variants[i]!]));
  const withNumber = (source: Source): Source => {
    const number = numbers.get(source.key) ?? variants;
    return number === variants ? source : { ...source, variants: number };
  };
  return { dataset: { ...dataset, sources: dataset.sources.map(withNumber) }, balance: found.balance };
}

function requireLabels(sources: readonly Source[], setting: string, remedy: string): void {
  if (sources.length === 0 || sources.some(({ labels }) => labels)) return;
  throw new UsageError(`${setting}: no image that is augmented has labels; ${remedy}`);
}
