/** What to do about the messages that request a reconciliation. */
export type Pace =
  /** A full reconciliation: list the whole input, read all Records. */
  | { readonly kind: 'full' }
  /** Only the deferred images: the queue is long, and the images in it will request a reconciliation themselves. */
  | { readonly kind: 'deferred' }
  /** Nothing: a full reconciliation that began later than all requests has covered them. */
  | { readonly kind: 'covered' }
  /** Try again after the pause that follows a long reconciliation. */
  | { readonly kind: 'later'; readonly seconds: number };

/** Requests of the same window are one message. It stands for all changes of its window. */
export const REQUEST_WINDOW_MS = 60_000;

/** Messages in the image queue. Up to this number, requesting all of those images again costs almost nothing. */
const BACKLOG = 100;

/** After a full reconciliation that took t, none starts for 9 t: most time and requests then go to images. */
const PAUSE_FACTOR = 9;

/** SQS hides a message for 12 hours at most. */
const LONGEST_PAUSE_MS = 11 * 3_600_000;

/** Decides when to reconcile. Each container has its own; a new one reconciles once more than necessary. */
export class ReconcilePacer {
  private startedAt = -Infinity;
  private pausedUntil = -Infinity;

  /**
   * @param requested when each request was sent, in milliseconds; an empty list is a call by hand, which always runs
   * @param countWaiting the number of messages in the image queue
   */
  async choose(
    requested: readonly number[],
    now: number,
    countWaiting: () => Promise<number>,
  ): Promise<Pace> {
    if (requested.length === 0) return { kind: 'full' };
    if (requested.every((sent) => sent + REQUEST_WINDOW_MS <= this.startedAt)) return { kind: 'covered' };
    if (now < this.pausedUntil) return { kind: 'later', seconds: Math.ceil((this.pausedUntil - now) / 1000) };
    return { kind: (await countWaiting()) > BACKLOG ? 'deferred' : 'full' };
  }

  /** Notes a full reconciliation that has succeeded. Both times are in milliseconds. */
  noteFull(started: number, ended: number): void {
    this.startedAt = started;
    this.pausedUntil = ended + Math.min(PAUSE_FACTOR * (ended - started), LONGEST_PAUSE_MS);
  }
}
