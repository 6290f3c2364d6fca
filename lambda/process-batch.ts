import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { KeyError, OvertakenError } from '../src/core/errors.js';
import { refresh } from '../src/jobs/settle.js';
import { updateSource } from '../src/jobs/update-source.js';
import type { Update, UpdateContext } from '../src/jobs/update-source.js';
import type { BucketPlace } from '../src/stores/location.js';
import { concernedBy } from '../src/triggers/concerned.js';
import { parseMessage } from '../src/triggers/s3-events.js';
import type { Hint } from '../src/triggers/s3-events.js';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often it was delivered, this time included. */
  readonly deliveries?: number;
}

/** What happened, for logs and metrics. */
export interface Reporter {
  readonly passedOver: (messageId: string, reason: string) => void;
  readonly updated: (key: string, update: Update, milliseconds: number) => void;
  /** It will be delivered again, and in the end lie among the dead letters. */
  readonly putBack: (what: { readonly messageId?: string; readonly key?: string }, error: unknown) => void;
}

export interface BatchContext extends UpdateContext {
  readonly inputPlace: BucketPlace;
  /** The key of an object that an event names. @throws KeyError where no key can name it */
  readonly keyOf: (raw: string) => string;
  readonly report: Reporter;
}

export interface BatchResult {
  /** Messages that are not done with, for reasons that may pass. */
  readonly failed: readonly string[];
  /** Whether the whole data set has to be looked at: something came, went, or could not be decided. */
  readonly asksToSettle: boolean;
}

/** A photo to be brought up to date, and the messages that are done with when it is. */
interface Wanted {
  readonly messages: Set<string>;
  deliveries: number;
  size?: number;
  isSettled: boolean;
  isUpload: boolean;
}

/**
 * Does what a batch of messages asks for: each photo once, all at the same time, but for those that were delivered
 * before. A message fails alone.
 */
export async function processBatch(
  messages: readonly Message[],
  context: BatchContext,
): Promise<BatchResult> {
  const failed = new Set<string>();
  const wanted = new Map<string, Wanted>();
  const aboutDataset = new Set<string>();
  const ofBucket = new Set<string>();
  let asksToSettle = false;

  const route = async ({ id, body, deliveries = 1 }: Message) => {
    const { hints, passedOver } = parseMessage(body, context.inputPlace);
    for (const reason of passedOver) context.report.passedOver(id, reason);
    for (const raw of hints) {
      const hint = named(id, raw);
      if (!hint) continue;
      const { photos, isDataset, isUndecided } = await concernedBy(hint, context);
      for (const photo of photos) want(wanted, { id, deliveries }, photo, hint);
      if (isDataset) aboutDataset.add(id);
      asksToSettle ||= isDataset || isUndecided;
      if (photos.length > 0 && !hint.isSettled) ofBucket.add(id);
    }
  };
  const named = (id: string, hint: Hint): Hint | undefined => {
    try {
      return { ...hint, key: context.keyOf(hint.key) };
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      context.report.passedOver(id, error.message);
      return undefined;
    }
  };
  await Promise.all(
    messages.map(async (message) => {
      try {
        await unlessOvertaken(() => route(message));
      } catch (error) {
        failed.add(message.id);
        context.report.putBack({ messageId: message.id }, error);
      }
    }),
  );

  if (aboutDataset.size > 0) {
    try {
      await refresh(context);
    } catch (error) {
      for (const id of aboutDataset) failed.add(id);
      context.report.putBack({}, error);
    }
  }

  const update = async (key: string, { messages: ids, deliveries: _, ...request }: Wanted) => {
    const started = performance.now();
    try {
      const done = await updateSource({ key, ...request }, context);
      context.report.updated(key, done, performance.now() - started);
      asksToSettle ||= changesOutput(done);
    } catch (error) {
      for (const id of ids) failed.add(id);
      context.report.putBack({ key }, error);
    }
  };
  const { fresh, repeated } = inTurns(wanted);
  const updates: Promise<void>[] = [];
  for (const [key, one] of fresh) {
    updates.push(update(key, one));
    // Its requests leave now, and not when those of all others have been prepared.
    await turnOfLoop();
  }
  await Promise.all(updates);
  for (const [key, one] of repeated) await update(key, one);
  // What the bucket tells is followed by a look whatever came of it, as one that was asked for earlier may have left the
  // most of it to this. And a function that died had perhaps done its work, and not asked yet. What fails again must not
  // ask each time it does, and what a look asked for must not ask for the next.
  asksToSettle ||= messages.some(
    ({ id, deliveries = 1 }) => (deliveries > 1 || ofBucket.has(id)) && !failed.has(id),
  );
  return { failed: [...failed], asksToSettle };
}

/**
 * Where a photo takes its function down, all of its batch come again, and perhaps together. Then one is done after the
 * other, the next time from the other end: so all others are done before it, this time or the next.
 */
function inTurns(wanted: ReadonlyMap<string, Wanted>) {
  const isRepeated = ([, { deliveries }]: [string, Wanted]) => deliveries > 1;
  const repeated = [...wanted].filter(isRepeated);
  const isOtherEnd = Math.max(...repeated.map(([, { deliveries }]) => deliveries)) % 2 === 1;
  return {
    fresh: [...wanted].filter((one) => !isRepeated(one)),
    repeated: isOtherEnd ? repeated.reverse() : repeated,
  };
}

/** Several messages about one photo are one task. The sizes that events tell may differ: then it is looked at anew. */
function want(
  wanted: Map<string, Wanted>,
  { id, deliveries }: Required<Pick<Message, 'id' | 'deliveries'>>,
  photo: Pick<Hint, 'key' | 'size'>,
  hint: Hint,
): void {
  const earlier = wanted.get(photo.key);
  if (!earlier) {
    const { size } = photo;
    wanted.set(photo.key, {
      messages: new Set([id]),
      deliveries,
      isSettled: hint.isSettled,
      isUpload: size !== undefined,
      ...(size !== undefined && { size }),
    });
    return;
  }
  earlier.messages.add(id);
  earlier.deliveries = Math.max(earlier.deliveries, deliveries);
  earlier.isSettled ||= hint.isSettled;
  earlier.isUpload ||= photo.size !== undefined;
  if (earlier.size !== photo.size) delete earlier.size;
}

function changesOutput(update: Update): boolean {
  if (update.kind === 'augmented') return update.outcome.status === 'made';
  return update.kind === 'undecided' || (update.kind === 'removed' && update.removed.length > 0);
}

async function unlessOvertaken(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
    await work();
  }
}
