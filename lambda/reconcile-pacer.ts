/** What a look at the whole data set is asked to be, by the messages that ask for it and what has been done since. */
export type Pace =
  /** Everything is looked at. */
  | { readonly kind: 'whole' }
  /** Only what cannot wait: photos are on their way, and ask again when they are done. */
  | { readonly kind: 'deferred' }
  /** A look has begun since that saw all that they ask for. */
  | { readonly kind: 'done' }
  /** The last one took so long that the next is still to come. */
  | { readonly kind: 'later'; readonly seconds: number };

/** A message speaks of what is done within so many milliseconds: it is enough for all who would send one in that time. */
export const SPAN_MS = 60_000;

/** Messages that wait for photos to be done. With fewer, asking for all of those photos once more costs next to nothing. */
const BACKLOG = 100;

/** Where a look takes minutes, most of the time and of the requests goes to photos: it rests so many times as long. */
const REST = 9;

/** SQS holds no message back for longer. */
const LONGEST_REST_MS = 11 * 3_600_000;

/** What one container knows of its looks. Another, which knows nothing, looks once too often. */
export class ReconcilePacer {
  private begunAt = -Infinity;
  private restsUntil = -Infinity;

  /**
   * @param asked when each message was sent, in milliseconds; none of them: somebody called by hand, and wants it now
   * @param countWaiting messages that wait for photos to be done
   */
  async choose(asked: readonly number[], now: number, countWaiting: () => Promise<number>): Promise<Pace> {
    if (asked.length === 0) return { kind: 'whole' };
    if (asked.every((sent) => sent + SPAN_MS <= this.begunAt)) return { kind: 'done' };
    if (now < this.restsUntil) return { kind: 'later', seconds: Math.ceil((this.restsUntil - now) / 1000) };
    return { kind: (await countWaiting()) > BACKLOG ? 'deferred' : 'whole' };
  }

  /** Notes a look at everything that came to its end. */
  note(begun: number, ended: number): void {
    this.begunAt = begun;
    this.restsUntil = ended + Math.min(REST * (ended - begun), LONGEST_REST_MS);
  }
}
