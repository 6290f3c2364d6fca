import type { Recipe } from '../core/recipe/schema.js';
import { countedImage, variantsAfter } from '../dataset/balance.js';
import type { Raise } from '../dataset/balance.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { filters, isLeftOut } from '../dataset/filter-images.js';
import type { Source } from '../dataset/source.js';
import { recallBalance } from '../state/balance-state.js';
import type { SourceRecord } from '../state/record.js';
import type { JobContext } from './augment-source.js';
import { countSource } from './count-source.js';

/**
 * What the Recipe makes of one Source by what its labels have: `filter` may leave it out, and `balance` says how many
 * variants there are.
 * @param raises of the last full reconciliation
 */
export function decideSource(
  source: Source,
  counts: readonly ObjectCount[],
  recipe: Recipe,
  raises: readonly Raise[],
): Source {
  const { filter, balance, variants } = recipe;
  if (source.role !== 'augment') return source;
  if (filters(filter) && isLeftOut(source, counts, filter)) return { ...source, leftOut: true };
  if (!balance) return source;
  const number = variantsAfter(raises, countedImage(source.key, counts, recipe), variants, balance);
  return number === variants ? source : { ...source, variants: number };
}

/**
 * The same, where the labels are yet to be counted: of the Record if it was made from them, else by reading them.
 * @throws ImageError, LabelError if they cannot be read
 */
export async function decideAlone(
  source: Source,
  recorded: SourceRecord | undefined,
  context: JobContext,
): Promise<Source> {
  const { recipe, stores } = context;
  const { filter, balance } = recipe;
  if (source.role !== 'augment' || (!filters(filter) && !balance)) return source;
  const isCounted = source.labels && (filters(filter) || balance?.by === 'objects');
  const [raises, counts] = await Promise.all([
    balance ? recallRaises(stores.state) : [],
    isCounted ? countSource({ ...source, ...(recorded && { recorded }) }, context) : [],
  ]);
  return decideSource(source, counts, recipe, raises);
}

async function recallRaises(state: JobContext['stores']['state']): Promise<readonly Raise[]> {
  return (await recallBalance(state))?.raises ?? [];
}
