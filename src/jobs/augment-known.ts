import type { Source } from '../dataset/source.js';
import { contentHash } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { beginAttempt } from './attempt.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';
import { findUnchanged } from './find-unchanged.js';
import type { RecordedSource } from './find-unchanged.js';

export interface Augmented {
  readonly outcome: Outcome;
  /** SHA-256 of the listed version of the image, if it was read now. */
  readonly known?: string;
}

/**
 * Does the same as `augmentSource`. If the Record was made from an image with the hash `source.known`, the image is
 * read only if an output must be made; and the Record is read only if the summary of it does not hold.
 * @param trust false: Record and image are read in any case
 * @throws ConcurrentUpdateError if the image is not the one of `source.known`, or another task was faster
 */
export async function augmentKnown(
  { recorded, ...source }: RecordedSource,
  context: JobContext,
  trust: boolean,
): Promise<Augmented> {
  if (trust && recorded) {
    const unchanged = await findUnchanged(source, recorded, context);
    if (unchanged) return { outcome: unchanged.outcome, ...(await hashNow(source, unchanged.input)) };
  }
  const attempt = await beginAttempt(context.stores, source.key);
  const { known, ...unknown } = source;
  if (trust && known !== undefined && attempt.previous?.record.image === known)
    return { outcome: await augmentSource(source, attempt, context) };

  const outcome = await augmentSource(unknown, attempt, context);
  return { outcome, ...(await hashNow(unknown, attempt.input)) };
}

/** @param input where the image was read already, unless its hash was known */
async function hashNow({ key, version, known }: Source, input: Store): Promise<Pick<Augmented, 'known'>> {
  if (version === undefined || known !== undefined) return {};
  const read = await input.read(key);
  return read?.version === version ? { known: contentHash(read) } : {};
}
