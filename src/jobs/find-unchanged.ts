import { checkBytes } from '../codecs/inspect.js';
import type { Source } from '../dataset/source.js';
import { NO_JOURNAL } from '../state/journal.js';
import { ENGINE, sameIdentity } from '../state/record.js';
import type { RecordSummary } from '../state/record.js';
import { readingOnce } from '../stores/reading-once.js';
import type { Store } from '../stores/store.js';
import { hashSource, schemasOf } from '../variants/read-source.js';
import { identify, isInPlace, isUpToDate, unchanged, wantedVariants } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';

/** A Source, and its Record as the index knew it when the run began. */
export interface RecordedSource extends Source {
  readonly recorded?: RecordSummary;
}

/**
 * Finds out without reading the Record that nothing is to be done for a Source: its input is read and its outputs are
 * looked for.
 * @returns undefined if something may have to be done; else also the input, which keeps what was read
 */
export async function findUnchanged(
  source: Source,
  recorded: RecordSummary,
  context: JobContext,
): Promise<{ readonly outcome: Outcome; readonly input: Store } | undefined> {
  const { stores, recipe, digest, journal = NO_JOURNAL } = context;
  if (!mayHold(recorded, source, context)) return undefined;
  checkBytes(source.size, { name: source.key, limits: recipe.limits });
  const input = readingOnce(stores.input);
  const schemas = schemasOf(source, { schema: context.schemaOf(source), declared: context.declared }, recipe);
  const identity = identify(source, await hashSource(source, schemas, input), digest);
  if (!sameIdentity(recorded, identity) || (await journal.isInterrupted(source.key))) return undefined;
  const areInPlace = await Promise.all(recorded.variants.map((one) => isInPlace(one, stores.output)));
  return areInPlace.every(Boolean) ? { outcome: unchanged(recorded), input } : undefined;
}

/** As far as it shows without reading anything. */
export function mayHold(
  recorded: RecordSummary,
  source: Source,
  { recipe, digest }: Pick<JobContext, 'recipe' | 'digest'>,
): boolean {
  return (
    recorded.engine === ENGINE &&
    recorded.recipe === digest &&
    recorded.role === source.role &&
    isUpToDate(recorded, source, wantedVariants(source, recipe))
  );
}
