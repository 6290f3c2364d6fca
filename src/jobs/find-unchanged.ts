import { checkBytes } from '../codecs/inspect.js';
import type { Source } from '../dataset/source.js';
import { NO_JOURNAL } from '../state/journal.js';
import { ENGINE, sameIdentity } from '../state/record.js';
import type { RecordSummary } from '../state/record.js';
import { hashSource, schemasOf } from '../variants/read-source.js';
import { identify, isInPlace, isUpToDate, unchanged, wantedVariants } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';

/** A Source, and its Record as the index knew it when the run began. */
export interface RecordedSource extends Source {
  readonly recorded?: RecordSummary;
}

/** The content of a version of an image or a label file. */
export interface ReadVersion {
  readonly key: string;
  readonly version: string;
  readonly sha256: string;
}

export interface Augmented {
  readonly outcome: Outcome;
  /** What was read now; nothing if the input's Store names no versions in its listings. */
  readonly read: readonly ReadVersion[];
}

/**
 * Finds out without reading the Record that nothing is to be done for a Source: its input is hashed, of which nothing is
 * held, and its outputs are looked for.
 * @returns undefined if something may have to be done
 */
export async function findUnchanged(
  source: Source,
  recorded: RecordSummary,
  context: JobContext,
): Promise<Augmented | undefined> {
  const { stores, recipe, digest, journal = NO_JOURNAL } = context;
  if (!mayHold(recorded, source, context)) return undefined;
  checkBytes(source.size, { name: source.key, limits: recipe.limits });
  const read: ReadVersion[] = [];
  const hash = async (key: string) => {
    const found = await stores.input.hash(key);
    if (found && source.version !== undefined) read.push({ key, ...found });
    return found;
  };
  const schemas = schemasOf(source, { schema: context.schemaOf(source), declared: context.declared }, recipe);
  const identity = identify(source, await hashSource(source, schemas, { hash }), digest);
  if (!sameIdentity(recorded, identity) || (await journal.isInterrupted(source.key))) return undefined;
  const areInPlace = await Promise.all(recorded.variants.map((one) => isInPlace(one, stores.output)));
  return areInPlace.every(Boolean) ? { outcome: unchanged(recorded), read } : undefined;
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
