import { readRecord } from '../state/record.js';
import type { HeldRecord } from '../state/record.js';
import type { Stores } from '../stores/open.js';
import { readingOnce } from '../stores/reading-once.js';
import type { Store } from '../stores/store.js';

/**
 * One attempt to bring the outputs of a Source up to date. It begins with reading the Record, and then reads the input:
 * a task that sees a newer input has then replaced the Record by the time this attempt writes, so that this attempt
 * fails with a ConcurrentUpdateError and does not bring back something older.
 */
export interface Attempt {
  /** The Record of the Source when the attempt began; undefined where it had none. */
  readonly previous: HeldRecord | undefined;
  /** The input, of which the attempt reads each object once: it writes what follows from the bytes it decided by. */
  readonly input: Store;
  /** Asks whether the image is still in the input; absent where nobody removes images while this job works. */
  readonly isStillThere?: () => Promise<boolean>;
}

export async function beginAttempt(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  sourceKey: string,
): Promise<Attempt> {
  const previous = await readRecord(state, sourceKey);
  return { previous, input: readingOnce(input) };
}
