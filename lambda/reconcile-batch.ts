import { foldChanges } from '../src/jobs/fold-changes.js';
import type { ReconcileContext } from '../src/jobs/reconcile.js';
import type { Assembled } from '../src/jobs/assemble.js';
import { readIndexRoot } from '../src/state/index-files.js';
import { parseReconcileRequest } from '../src/triggers/reconcile-requests.js';
import { choosePace, LONGEST_PAUSE_S, RECONCILE_WITHIN_MS } from './pace.js';
import type { isReconciliationDue, Reconciled } from './pace.js';

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
  /** Reconciles fully. */
  readonly reconcile: () => Promise<void>;
  readonly askForDeferred: () => Promise<void>;
  /** @param after not before this time, in milliseconds */
  readonly requestReconcile: (after?: number) => Promise<void>;
  /** The number of messages in the image queue. */
  readonly countWaiting: () => Promise<number>;
  /** @param assembled undefined if a full reconciliation has to build the index anew */
  readonly folded: (keys: readonly string[], assembled: Assembled | undefined) => void;
}

/**
 * Does what a batch of messages asks for: a full reconciliation answers all of them; otherwise what changed is folded in,
 * and full reconciliations wait for their time.
 * @param messages none: a call by hand, which always reconciles fully
 * @returns seconds after which a message has to come again, by its id
 */
export async function reconcileBatch(
  messages: readonly ReconcileMessage[],
  context: ReconcileBatchContext,
): Promise<ReadonlyMap<string, number>> {
  const again = new Map<string, number>();
  if (messages.length === 0) {
    await context.reconcile();
    return again;
  }
  const asked: ReconcileMessage[] = [];
  const changed: ReconcileMessage[] = [];
  const keys: string[] = [];
  let isListed = true;
  for (const message of messages) {
    const request = parseReconcileRequest(message.body);
    if (request.kind === 'changed') {
      changed.push(message);
      keys.push(...request.keys);
      isListed &&= request.isListed;
    } else {
      const early = (request.after ?? 0) - context.now();
      if (early > 0) again.set(message.id, Math.min(Math.ceil(early / 1000), LONGEST_PAUSE_S));
      else asked.push(message);
    }
  }
  const { state } = (await context.open()).stores;
  const root = (await readIndexRoot(state))?.content;
  const isDue = changed.length > 0 && !isListed && context.isReconciliationDue(root, keys.length);
  const requested = isDue ? [...asked, ...changed] : asked;
  const pace = requested.length > 0 ? await paceOf(requested, root?.reconciled, context) : undefined;
  if (pace?.kind === 'full') {
    await context.reconcile();
    return again;
  }
  if (keys.length > 0) await fold(keys, root?.reconciled, context);
  if (pace?.kind === 'deferred') await context.askForDeferred();
  if (pace?.kind === 'later') {
    for (const { id } of asked) again.set(id, pace.seconds);
    if (isDue) await context.requestReconcile();
  }
  return again;
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
    context.countWaiting,
  );

async function fold(
  keys: readonly string[],
  reconciled: Reconciled,
  context: ReconcileBatchContext,
): Promise<void> {
  // The first change since the last one. If the request were sent afterwards, a crash in between would lose it.
  if (reconciled?.since === 0) await context.requestReconcile(reconciled.ended + RECONCILE_WITHIN_MS);
  const assembled = await foldChanges(await context.open(), keys);
  if (!assembled) await context.requestReconcile();
  context.folded(keys, assembled);
}
