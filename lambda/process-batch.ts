import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { KeyError, ConcurrentUpdateError } from '../src/core/errors.js';
import { refresh } from '../src/jobs/reconcile.js';
import { updateSource } from '../src/jobs/update-source.js';
import type { Update, UpdateContext } from '../src/jobs/update-source.js';
import type { BucketPrefix } from '../src/stores/location.js';
import { affectedBy } from '../src/triggers/affected.js';
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
  readonly skipped: (messageId: string, reason: string) => void;
  readonly updated: (key: string, update: Update, milliseconds: number) => void;
  /** It will be delivered again, and in the end lie among the dead letters. */
  readonly retried: (what: { readonly messageId?: string; readonly key?: string }, error: unknown) => void;
}

export interface BatchContext extends UpdateContext {
  readonly inputLocation: BucketPrefix;
  /** The key of an object that an event names. @throws KeyError where no key can name it */
  readonly keyOf: (raw: string) => string;
  readonly report: Reporter;
}

export interface BatchResult {
  /** Messages that are not done with, for reasons that may pass. */
  readonly failed: readonly string[];
  /** Whether the whole data set has to be looked at: something came, went, or could not be decided. */
  readonly needsReconcile: boolean;
}

/** A photo to be brought up to date, and the messages that are done with when it is. */
interface Wanted {
  readonly messages: Set<string>;
  deliveries: number;
  size?: number;
  afterListing: boolean;
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
  const batch = new Batch(context);
  await Promise.all(messages.map((message) => batch.route(message)));
  await batch.refreshDataset();
  await batch.updatePhotos();
  return batch.resultOf(messages);
}

class Batch {
  private readonly failed = new Set<string>();
  private readonly wanted = new Map<string, Wanted>();
  private readonly aboutDataset = new Set<string>();
  /** Messages of the bucket that speak of photos. */
  private readonly ofBucket = new Set<string>();
  private needsReconcile = false;

  constructor(private readonly context: BatchContext) {}

  /** Finds out which photos a message concerns. */
  async route(message: Message): Promise<void> {
    try {
      await retryConcurrentUpdates(() => this.tryToRoute(message));
    } catch (error) {
      this.failed.add(message.id);
      this.context.report.retried({ messageId: message.id }, error);
    }
  }

  private async tryToRoute(message: Message): Promise<void> {
    const { id, body } = message;
    const { hints, skipped } = parseMessage(body, this.context.inputLocation);
    for (const reason of skipped) this.context.report.skipped(id, reason);
    for (const raw of hints) {
      const hint = this.named(id, raw);
      if (!hint) continue;
      const { photos, isDataset, isDeferred } = await affectedBy(hint, this.context);
      for (const photo of photos) want(this.wanted, message, photo, hint);
      if (isDataset) this.aboutDataset.add(id);
      this.needsReconcile ||= isDataset || isDeferred;
      if (photos.length > 0 && !hint.afterListing) this.ofBucket.add(id);
    }
  }

  private named(id: string, hint: Hint): Hint | undefined {
    try {
      return { ...hint, key: this.context.keyOf(hint.key) };
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      this.context.report.skipped(id, error.message);
      return undefined;
    }
  }

  async refreshDataset(): Promise<void> {
    if (this.aboutDataset.size === 0) return;
    try {
      await refresh(this.context);
    } catch (error) {
      for (const id of this.aboutDataset) this.failed.add(id);
      this.context.report.retried({}, error);
    }
  }

  /**
   * Where a photo takes its function down, all of its batch come again, and perhaps together. Then one is done after the
   * other, the next time from the other end: so all others are done before it, this time or the next.
   */
  async updatePhotos(): Promise<void> {
    const fresh = [...this.wanted].filter(([, { deliveries }]) => deliveries === 1);
    const repeated = [...this.wanted].filter(([, { deliveries }]) => deliveries > 1);
    const most = repeated.reduce((count, [, { deliveries }]) => Math.max(count, deliveries), 0);
    const isOtherEnd = most % 2 === 1;
    const updates: Promise<void>[] = [];
    for (const [key, one] of fresh) {
      updates.push(this.update(key, one));
      // Its requests leave now, and not when those of all others have been prepared.
      await turnOfLoop();
    }
    await Promise.all(updates);
    for (const [key, one] of isOtherEnd ? repeated.reverse() : repeated) await this.update(key, one);
  }

  private async update(key: string, { messages, deliveries: _, ...request }: Wanted): Promise<void> {
    const started = performance.now();
    try {
      const update = await updateSource({ key, ...request }, this.context);
      this.context.report.updated(key, update, performance.now() - started);
      this.needsReconcile ||= changesOutput(update);
    } catch (error) {
      for (const id of messages) this.failed.add(id);
      this.context.report.retried({ key }, error);
    }
  }

  /**
   * What the bucket tells is followed by a look whatever came of it, as one that was asked for earlier may have left the
   * most of it to this. And a function that died had perhaps done its work, and not asked yet. What fails again must not
   * ask each time it does, and what a look asked for must not ask for the next.
   */
  resultOf(messages: readonly Message[]): BatchResult {
    const asks = ({ id, deliveries = 1 }: Message) =>
      (deliveries > 1 || this.ofBucket.has(id)) && !this.failed.has(id);
    return { failed: [...this.failed], needsReconcile: this.needsReconcile || messages.some(asks) };
  }
}

/** Several messages about one photo are one task. The sizes that events tell may differ: then it is looked at anew. */
function want(
  wanted: Map<string, Wanted>,
  { id, deliveries = 1 }: Message,
  photo: Pick<Hint, 'key' | 'size'>,
  hint: Hint,
): void {
  const earlier = wanted.get(photo.key);
  if (!earlier) {
    const { size } = photo;
    wanted.set(photo.key, {
      messages: new Set([id]),
      deliveries,
      afterListing: hint.afterListing,
      isUpload: size !== undefined,
      ...(size !== undefined && { size }),
    });
    return;
  }
  earlier.messages.add(id);
  earlier.deliveries = Math.max(earlier.deliveries, deliveries);
  earlier.afterListing ||= hint.afterListing;
  earlier.isUpload ||= photo.size !== undefined;
  if (earlier.size !== photo.size) delete earlier.size;
}

function changesOutput(update: Update): boolean {
  if (update.kind === 'augmented') return update.outcome.status === 'made';
  return update.kind === 'deferred' || (update.kind === 'removed' && update.removed.length > 0);
}

async function retryConcurrentUpdates(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    await work();
  }
}
