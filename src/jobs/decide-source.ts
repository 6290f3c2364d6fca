import { filters } from '../core/recipe/each-alone.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { isLeftOut } from '../dataset/filter-images.js';
import type { Source } from '../dataset/source.js';
import type { SourceRecord } from '../state/record.js';
import { countSource } from './count-source.js';
import type { JobContext } from './augment-source.js';

/** What the Recipe makes of one Source by what its labels have: `filter` may leave it out. */
export function decideSource(source: Source, counts: readonly ObjectCount[], { filter }: Recipe): Source {
  const isOut = source.role === 'augment' && filters(filter) && isLeftOut(source, counts, filter);
  return isOut ? { ...source, leftOut: true } : source;
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
  const { recipe } = context;
  if (source.role !== 'augment' || !filters(recipe.filter)) return source;
  const counts = source.labels
    ? await countSource({ ...source, ...(recorded && { recorded }) }, context)
    : [];
  return decideSource(source, counts, recipe);
}
