import type { Failure } from '../dataset/source.js';
import { readLayout } from '../state/dataset-state.js';
import { clearFailure, recordFailure } from '../state/failures.js';
import { indexEntries } from '../state/record-index.js';
import type { Store } from '../stores/store.js';
import { countMoved, sumObjects } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import type { JobContext } from './augment-source.js';
import { EXCESS, excessOf } from './excess.js';

/**
 * Compares the losses of all variants, as the index knows them, with `labels.max_loss`. A failure in the state says by how
 * much they exceed it; the outputs stay.
 * @throws DamagedIndexError
 */
export async function checkLosses({
  stores: { state },
  recipe,
  digest,
}: Pick<JobContext, 'stores' | 'recipe' | 'digest'>): Promise<Failure | undefined> {
  if (recipe.labels.max_loss === 1) return undefined;
  const reasons = excessOf(await recordedLosses(state), recipe).map(({ reason }) => reason);
  if (reasons.length === 0) {
    await clearFailure(state, EXCESS);
    return undefined;
  }
  const failure = { key: EXCESS, reason: reasons.join('; ') };
  const { dataset } = await readLayout(state);
  await recordFailure(state, { ...failure, recipe: digest, dataset, record: null });
  return failure;
}

async function recordedLosses(state: Store): Promise<MovedObjects> {
  let sum = sumObjects([]);
  for await (const entries of indexEntries(state))
    sum = sumObjects([sum, ...entries.map(({ record }) => countMoved(record.objects, record.variants))]);
  return sum;
}
