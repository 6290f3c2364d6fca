import type { Source } from '../dataset/source.js';
import { readRecord } from '../state/record.js';
import { readingOnce } from '../stores/reading-once.js';
import { sha256 } from '../stores/sha256.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';

export interface Augmented {
  readonly outcome: Outcome;
  /** SHA-256 of the photo's listed version, where it was read now. */
  readonly known?: string;
}

/**
 * As `augmentSource`; but a photo that the Record already speaks of, by the hash that is known, is read only if
 * something is to be made of it.
 * @param trust false: the photo is read in any case
 */
export async function augmentKnown(source: Source, context: JobContext, trust: boolean): Promise<Augmented> {
  const { stores } = context;
  const once = { ...context, stores: { ...stores, input: readingOnce(stores.input) } };
  const previous = await readRecord(stores.state, source.key);
  const { known, ...unknown } = source;
  if (trust && known !== undefined && previous?.record.image === known)
    return { outcome: await augmentSource(source, once, { previous }) };

  const outcome = await augmentSource(unknown, once, { previous });
  const read = await once.stores.input.read(source.key);
  return { outcome, ...(read && read.version === source.version && { known: sha256(read.bytes) }) };
}
