import { sumObjects } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import { askAll } from './ask-all.js';
import { excessOf } from './excess.js';
import type { Work } from './executors.js';
import type { RecordedSource } from './find-unchanged.js';
import type { PoolOptions } from './pool.js';

/**
 * Finds out from headers and labels, before anything is written, whether the variants would lack more objects than
 * `labels.max_loss` allows. Every image is read for it, unless its Record holds.
 * @returns what would happen to the objects, if that is too much
 */
export async function foreseeExcess(
  sources: readonly RecordedSource[],
  work: Work,
  options: PoolOptions,
): Promise<MovedObjects | undefined> {
  const { recipe } = work.setup;
  if (recipe.labels.max_loss === 1) return undefined;
  const concerned = sources.filter(({ role, labels }) => role === 'augment' && labels);
  const foreseen = await askAll('foresee', concerned, work, options);
  if (options.signal?.aborted) return undefined;
  const objects = sumObjects(concerned.flatMap(({ key }) => foreseen.get(key) ?? []));
  return excessOf(objects, recipe).length > 0 ? objects : undefined;
}
