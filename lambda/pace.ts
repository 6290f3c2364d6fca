import type { QueueCount } from '../src/aws/queues.js';
import { changedSinceWhole } from '../src/state/index-files.js';
import type { IndexRoot } from '../src/state/index-files.js';

/** What to do about requests for a full reconciliation. */
export type Pace =
  /** A full reconciliation: list the input and all Records. */
  | { readonly kind: 'full' }
  /**
   * Only the deferred images: the queue is long, and the images in it will tell of themselves. `isHidden`: most of its
   * messages are in work or were put back, so that this may take hours.
   */
  | { readonly kind: 'deferred'; readonly isHidden: boolean }
  /** Nothing: a full reconciliation that began later than all requests has covered them. */
  | { readonly kind: 'covered' }
  /** Try again after the pause that follows a long reconciliation. */
  | { readonly kind: 'later'; readonly seconds: number };

/** The last full reconciliation. */
export type Reconciled = IndexRoot['reconciled'];

/** Requests of the same window are one message. It stands for all changes of its window. */
export const REQUEST_WINDOW_MS = 60_000;

/** Messages in the image queue. Up to this number, requesting all of those images again costs almost nothing. */
const BACKLOG = 100;
/** How long a full reconciliation by ranges waits while there are more. */
export const BACKLOG_MS = 10 * 60_000;

/** After a full reconciliation that took t, none starts for 9 t: most time and requests then go to images. */
const PAUSE_FACTOR = 9;

/** SQS hides a message for 12 hours at most. */
export const LONGEST_PAUSE_S = 11 * 3600;

/** A full reconciliation of so many images costs less than a cent an hour, even once a minute. */
const FREE_IMAGES = 10_000;
/** Of more, one is due when so large a share of the images has changed: a constant share of the cost of an upload. */
const SHARE_CHANGED = 0.1;
/** And within this time after a change in any case. With the longest pause, it stays below the age that raises an alarm. */
export const RECONCILE_WITHIN_MS = 3 * 3_600_000;

/** So many are discovered together in a minute and half of the function's memory. */
const WHOLE_IMAGES = 200_000;
/** What discovering them together holds of each, with a label file of its own: measured, in bytes of memory. */
const HELD_OF_IMAGE = 2_200;

/** How many images a full reconciliation can discover together. @param memory of the function, in bytes */
export function mostWhole(memory: number): number {
  return Math.floor(memory / HELD_OF_IMAGE);
}

/**
 * Decides when to reconcile fully.
 * @param requested when each request was sent, in milliseconds
 * @param reconciled the last one
 * @param countImages the messages in the image queue; those that were put back are among those in work
 */
export async function choosePace(
  requested: readonly number[],
  now: number,
  reconciled: Reconciled,
  countImages: () => Promise<QueueCount>,
): Promise<Pace> {
  if (reconciled && requested.every((sent) => sent + REQUEST_WINDOW_MS <= reconciled.began))
    return { kind: 'covered' };
  const pausedUntil = reconciled ? reconciled.ended + pauseAfter(reconciled) : 0;
  if (now < pausedUntil)
    return { kind: 'later', seconds: Math.min(Math.ceil((pausedUntil - now) / 1000), LONGEST_PAUSE_S) };
  const { waiting, inWork } = await countImages();
  if (waiting + inWork <= BACKLOG) return { kind: 'full' };
  return { kind: 'deferred', isHidden: waiting <= BACKLOG };
}

/** How long to wait after work on everything, in milliseconds. */
export function pauseAfter({ began, ended }: { readonly began: number; readonly ended: number }): number {
  return Math.min(PAUSE_FACTOR * (ended - began), LONGEST_PAUSE_S * 1000);
}

/**
 * Whether changed images ask for a full reconciliation. What their own files show is known without it; but where labels lie, which
 * folders hold masks, and what is used by nothing, only everything together shows.
 * @param most see `mostWhole`
 */
export function isReconciliationDue(
  root: IndexRoot | undefined,
  changed: number,
  now: number,
  most = Infinity,
): boolean {
  if (!root?.reconciled) return true;
  const isLong = now >= root.reconciled.ended + RECONCILE_WITHIN_MS;
  return isLong || root.totals.images <= FREE_IMAGES || isLargeChange(root, changed, most);
}

/**
 * Whether a full reconciliation that changes and the time ask for may be by ranges: a whole one would take minutes and a
 * gigabyte, and what it would learn anew has hardly changed, or there are too many images for it.
 * @param most see `mostWhole`
 */
export function mayBeByRanges(root: IndexRoot | undefined, changed: number, most = Infinity): boolean {
  if (!root?.reconciled || root.totals.images <= WHOLE_IMAGES) return false;
  return root.totals.images > most || !isLargeChange(root, changed, most);
}

/** Where no whole one is possible, those by ranges count as such. */
function isLargeChange(
  { totals: { images }, reconciled }: IndexRoot,
  changed: number,
  most: number,
): boolean {
  const since = images > most ? (reconciled?.since ?? 0) : changedSinceWhole(reconciled);
  return since + changed >= images * SHARE_CHANGED;
}
