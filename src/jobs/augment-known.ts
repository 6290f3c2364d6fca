import type { Source } from '../dataset/source.js';
import { sha256 } from '../stores/sha256.js';
import { beginAttempt } from './attempt.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';

export interface Augmented {
  readonly outcome: Outcome;
  /** SHA-256 of the listed version of the image, where it was read now. */
  readonly known?: string;
}

/**
 * Does what `augmentSource` does. Where the Record was made of an image with the hash that `source.known` gives, the
 * image is read only if something is to be made of it.
 * @param trust false: the image is read in any case
 * @throws ConcurrentUpdateError where the image is not the one of `source.known`, or another task was faster
 */
export async function augmentKnown(source: Source, context: JobContext, trust: boolean): Promise<Augmented> {
  const attempt = await beginAttempt(context.stores, source.key);
  const { known, ...unknown } = source;
  if (trust && known !== undefined && attempt.previous?.record.image === known)
    return { outcome: await augmentSource(source, attempt, context) };

  const outcome = await augmentSource(unknown, attempt, context);
  const read = await attempt.input.read(source.key);
  return { outcome, ...(read && read.version === source.version && { known: sha256(read.bytes) }) };
}
