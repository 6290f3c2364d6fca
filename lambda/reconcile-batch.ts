import type { QueueCount } from '../src/aws/queues.js';
import { labelsKept } from '../src/jobs/describe-dataset.js';
import { assembleIndexed } from '../src/jobs/assemble.js';
import type { Assembled } from '../src/jobs/assemble.js';
import { recordFilesInTheWay } from '../src/jobs/reconcile.js';
import type { ReconcileContext } from '../src/jobs/reconcile.js';
import { readLayout } from '../src/state/dataset-state.js';
import { foldRecords } from '../src/state/fold-records.js';
import { DamagedIndexError, readIndexRoot } from '../src/state/index-files.js';
import type { IndexRoot } from '../src/state/index-files.js';
import { parseReconcileRequest } from '../src/triggers/reconcile-requests.js';
import {
  BACKLOG_MS,
  choosePace,
  LONGEST_PAUSE_S,
  pauseAfter,
  RECONCILE_WITHIN_MS,
  REQUEST_WINDOW_MS,
} from './pace.js';
import type { isReconciliationDue, mayBeByRanges, Reconciled } from './pace.js';

export interface ReconcileMessage {
  readonly id: string;
  readonly body: string;
  /** When it was sent, in milliseconds. */
  readonly sent: number;
}

export interface ReconcileBatchContext {
  readonly now: () => number;
  /** See `isReconciliationDue`. */
  readonly isReconciliationDue: typeof isReconciliationDue;
  readonly open: () => Promise<ReconcileContext>;
  /** See `mayBeByRanges`. */
  readonly mayBeByRanges: typeof mayBeByRanges;
  /** How many images can be discovered together. */
  readonly mostWhole: number;
  /** Reconciles fully: the whole data set, or by ranges as far as that is possible, and as far as the time suffices. */
  readonly reconcile: (kind: 'whole' | 'by ranges') => Promise<void>;
  readonly askForDeferred: () => Promise<void>;
  /** @param after not before this time, in milliseconds */
  readonly requestReconcile: (after?: number) => Promise<void>;
  /** Sends a message about changes of no image, which leads to files about the whole output. */
  readonly assembleLater: (after: number) => Promise<void>;
  /** See `choosePace`. */
  readonly countImages: () => Promise<QueueCount>;
  /** @param error why the Recipe cannot be read now */
  readonly postponed: (error: unknown) => void;
  /** @param assembled absent if the files about the whole output wait */
  readonly folded: (keys: readonly string[], assembled: Assembled | undefined) => void;
  readonly assembly: AssemblyPause;
}

/** When the files about the whole output may be made again. Each container has its own. */
export interface AssemblyPause {
  until: number;
  /** Whether a message waits for that time. */
  isAwaited: boolean;
}

/**
 * Does what a batch of messages asks for: a full reconciliation answers all of them; otherwise what changed is folded in,
 * and full reconciliations wait for their time. If the Recipe cannot be read, one full reconciliation is asked for instead.
 * @param messages none: a call by hand, which always reconciles fully
 * @returns seconds after which a message has to come again, by its id
 */
export async function reconcileBatch(
  messages: readonly ReconcileMessage[],
  context: ReconcileBatchContext,
): Promise<ReadonlyMap<string, number>> {
  const { early, asked, changed, keys, isListed, isTimed } = sortOut(messages, context.now());
  const opened = messages.length === 0 ? await context.open() : await openOrPostpone(context);
  if (!opened) return new Map();
  const root = (await readIndexRoot(opened.stores.state))?.content;
  const reconciled = root?.reconciled;
  const isDue =
    changed.length > 0 && context.isReconciliationDue(root, keys.length, context.now(), context.mostWhole);
  // Another one so soon is requested: all changes of a minute share it.
  const isSoon = reconciled !== undefined && context.now() < reconciled.ended + REQUEST_WINDOW_MS;
  const requested = isDue && !isSoon && !isListed ? [...asked, ...changed] : asked;
  const pace = requested.length > 0 ? await paceOf(requested, reconciled, context) : undefined;
  const isByRanges =
    messages.length > 0 && isTimed && context.mayBeByRanges(root, keys.length, context.mostWhole);
  if (messages.length === 0 || pace?.kind === 'full') {
    // What lies before the range at which it goes on, it does not look at again.
    if (isByRanges && changed.length > 0) await fold(keys, root, context);
    await context.reconcile(isByRanges ? 'by ranges' : 'whole');
    return early;
  }
  // The first change since the last one. If the request were sent afterwards, a crash in between would lose it.
  if (changed.length > 0 && (!isDue || isByRanges) && reconciled?.since === 0)
    await context.requestReconcile(reconciled.ended + RECONCILE_WITHIN_MS);
  const isChanged = changed.length > 0 && (await fold(keys, root, context));
  if (pace?.kind === 'deferred') await context.askForDeferred();
  // The images that wait will tell of themselves, and those of the ranges that are left will not.
  if (pace?.kind === 'deferred' && isByRanges) await context.requestReconcile(context.now() + BACKLOG_MS);
  // What was put back tells of itself too late for what else has changed.
  else if (pace?.kind === 'deferred' && pace.isHidden) await context.requestReconcile();
  // If what a reconciliation asked for changes nothing, another one would ask for it again and again.
  const isToFollow = isListed ? isChanged : isSoon || pace?.kind === 'later';
  if (isDue && isToFollow && !isByRanges) await context.requestReconcile();
  if (pace?.kind !== 'later') return early;
  return new Map([...early, ...asked.map(({ id }) => [id, pace.seconds] as const)]);
}

async function openOrPostpone(context: ReconcileBatchContext): Promise<ReconcileContext | undefined> {
  try {
    return await context.open();
  } catch (error) {
    context.postponed(error);
    // A new message each minute never becomes a dead letter.
    await context.requestReconcile();
    return undefined;
  }
}

/**
 * What the messages ask for. `early`: those that come before their time, as `reconcileBatch` returns them. `isTimed`: full
 * reconciliations are asked for only because their time has come.
 */
function sortOut(messages: readonly ReconcileMessage[], now: number) {
  const early = new Map<string, number>();
  const asked: ReconcileMessage[] = [];
  const changed: ReconcileMessage[] = [];
  const keys: string[] = [];
  let isListed = true;
  let isTimed = true;
  for (const message of messages) {
    const request = parseReconcileRequest(message.body);
    const wait = (request.after ?? 0) - now;
    if (wait > 0) early.set(message.id, Math.min(Math.ceil(wait / 1000), LONGEST_PAUSE_S));
    else if (request.kind === 'reconcile') {
      asked.push(message);
      isTimed &&= request.after !== undefined;
    } else {
      changed.push(message);
      for (const key of request.keys) keys.push(key);
      isListed &&= request.isListed;
    }
  }
  return { early, asked, changed, keys, isListed, isTimed };
}

const paceOf = (
  requested: readonly ReconcileMessage[],
  reconciled: Reconciled,
  context: ReconcileBatchContext,
) =>
  choosePace(
    requested.map(({ sent }) => sent),
    context.now(),
    reconciled,
    context.countImages,
  );

/** @returns whether the index changed */
async function fold(
  keys: readonly string[],
  before: IndexRoot | undefined,
  context: ReconcileBatchContext,
): Promise<boolean> {
  const { stores, recipe } = await context.open();
  const folded = await foldRecords(stores.state, keys, { keepsLabels: labelsKept(recipe.modules) });
  const assembled = folded && (await assembleAtPace(context));
  if (!folded || assembled === 'damaged') await context.requestReconcile();
  context.folded(keys, assembled === 'damaged' ? undefined : assembled);
  return folded?.generation !== before?.generation;
}

/** Large files take long to make, so most of the time goes to images. @returns undefined if the files wait */
async function assembleAtPace(context: ReconcileBatchContext): Promise<Assembled | 'damaged' | undefined> {
  const { assembly, now } = context;
  if (now() < assembly.until) {
    if (!assembly.isAwaited) await context.assembleLater(assembly.until);
    assembly.isAwaited = true;
    return undefined;
  }
  const opened = await context.open();
  const { modules } = opened.recipe;
  // The first full reconciliation is still to come, and makes the files.
  if ((await readLayout(opened.stores.state)).dataset === null) return undefined;
  const began = now();
  try {
    const assembled = await assembleIndexed(opened.stores, { stalePolicy: 'remove', modules });
    await recordFilesInTheWay(assembled.failures, opened);
    return assembled;
  } catch (error) {
    if (error instanceof DamagedIndexError) return 'damaged';
    throw error;
  } finally {
    const ended = now();
    assembly.until = ended + pauseAfter({ began, ended });
    assembly.isAwaited = false;
  }
}
