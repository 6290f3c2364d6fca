import type { Source } from '../dataset/source.js';
import { contentHash } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { beginAttempt } from './attempt.js';
import { augmentSource } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { findUnchanged } from './find-unchanged.js';
import type { Augmented, ReadVersion, RecordedSource } from './find-unchanged.js';

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
  if (trust && recorded && !isAnother(source)) {
    const unchanged = await findUnchanged(source, recorded, context);
    if (unchanged) return unchanged;
  }
  const attempt = await beginAttempt(context.stores, source.key);
  const { known, ...unknown } = source;
  const isKnown = trust && known !== undefined && attempt.previous?.record.image === known;
  const outcome = await augmentSource(isKnown ? source : unknown, attempt, context);
  return { outcome, read: await versionsRead(isKnown ? source : unknown, attempt.input) };
}

/** True if listings name versions, and show one of the image that was never read: read above, it would be read twice. */
function isAnother({ version, known }: Source): boolean {
  return version !== undefined && known === undefined;
}

/** @param input where everything was read already whose hash was not known */
async function versionsRead(source: Source, input: Store): Promise<ReadVersion[]> {
  if (source.version === undefined) return [];
  const keys = [source, ...(source.labels?.files ?? [])].flatMap(({ key, known }) =>
    known === undefined ? [key] : [],
  );
  const stored = await Promise.all(keys.map((key) => input.read(key)));
  return stored.flatMap((one, i) =>
    one ? [{ key: keys[i]!, version: one.version, sha256: contentHash(one) }] : [],
  );
}
