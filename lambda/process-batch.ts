import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { KeyError, ConcurrentUpdateError } from '../src/core/errors.js';
import { refresh } from '../src/jobs/reconcile.js';
import { updateSource } from '../src/jobs/update-source.js';
import type { Update, UpdateContext } from '../src/jobs/update-source.js';
import type { BucketPrefix } from '../src/stores/bucket-prefix.js';
import { affectedBy } from '../src/triggers/affected.js';
import { parseMessage } from '../src/triggers/s3-events.js';
import type { Hint } from '../src/triggers/s3-events.js';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often SQS has delivered it, this time included. */
  readonly deliveries?: number;
}

/** Writes what happened to logs and metrics. */
export interface Reporter {
  readonly skipped: (messageId: string, reason: string) => void;
  readonly updated: (key: string, update: Update, milliseconds: number) => void;
  /** SQS delivers the message again, and moves it to the dead letters after the last attempt. */
  readonly retried: (what: { readonly messageId?: string; readonly key?: string }, error: unknown) => void;
}

export interface BatchContext extends UpdateContext {
  readonly inputLocation: BucketPrefix;
  /** Makes a key of an object's name in an event. @throws KeyError if the name can be no key */
  readonly keyOf: (raw: string) => string;
  readonly report: Reporter;
}

export interface BatchResult {
  /** Ids of messages that SQS has to deliver again: the cause of the failure may pass. */
  readonly failed: readonly string[];
  /** Whether to request a reconciliation: something was uploaded, deleted or deferred. */
  readonly needsReconcile: boolean;
}

/** An image to update, and the messages that ask for it. */
interface Task {
  readonly messages: Set<string>;
  deliveries: number;
  size?: number;
  afterListing: boolean;
  isUpload: boolean;
}

/**
 * Processes a batch of messages. Each image is updated once, and images that are delivered for the first time are updated
 * concurrently. A failure concerns only the messages of its image.
 */
export async function processBatch(
  messages: readonly Message[],
  context: BatchContext,
): Promise<BatchResult> {
  const batch = new Batch(context);
  await Promise.all(messages.map((message) => batch.route(message)));
  await batch.refreshDataset();
  await batch.updateImages();
  return batch.resultOf(messages);
}

class Batch {
  private readonly failed = new Set<string>();
  private readonly tasks = new Map<string, Task>();
  private readonly aboutDataset = new Set<string>();
  /** Ids of S3's messages about images. */
  private readonly fromBucket = new Set<string>();
  private needsReconcile = false;

  constructor(private readonly context: BatchContext) {}

  /** Finds out which images a message concerns. */
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
      const hint = this.withKey(id, raw);
      if (!hint) continue;
      const { images, isDataset, isDeferred } = await affectedBy(hint, this.context);
      for (const image of images) addTask(this.tasks, message, image, hint);
      if (isDataset) this.aboutDataset.add(id);
      this.needsReconcile ||= isDataset || isDeferred;
      if (images.length > 0 && !hint.afterListing) this.fromBucket.add(id);
    }
  }

  private withKey(id: string, hint: Hint): Hint | undefined {
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
   * If an image crashes the function, SQS delivers its whole batch again. Repeated images are therefore updated one by
   * one, every second delivery in reverse order: all images on both sides of the crashing one are done after two.
   */
  async updateImages(): Promise<void> {
    const fresh = [...this.tasks].filter(([, { deliveries }]) => deliveries === 1);
    const repeated = [...this.tasks].filter(([, { deliveries }]) => deliveries > 1);
    const mostDeliveries = repeated.reduce((most, [, { deliveries }]) => Math.max(most, deliveries), 0);
    const isReversed = mostDeliveries % 2 === 1;
    const updates: Promise<void>[] = [];
    for (const [key, task] of fresh) {
      updates.push(this.update(key, task));
      // The image's requests leave now, and not after the requests of all images have been prepared.
      await turnOfLoop();
    }
    await Promise.all(updates);
    for (const [key, task] of isReversed ? repeated.reverse() : repeated) await this.update(key, task);
  }

  private async update(key: string, { messages, deliveries: _, ...request }: Task): Promise<void> {
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
   * Every S3 event about an image requests a reconciliation, even if nothing changed: an earlier one may have been cut
   * short by the backlog. So does a redelivered message, since a crashed function may have worked without requesting one.
   * Failing messages do not (they would request one on every retry), nor do messages sent by reconciliation (they would
   * loop).
   */
  resultOf(messages: readonly Message[]): BatchResult {
    const requests = ({ id, deliveries = 1 }: Message) =>
      (deliveries > 1 || this.fromBucket.has(id)) && !this.failed.has(id);
    return { failed: [...this.failed], needsReconcile: this.needsReconcile || messages.some(requests) };
  }
}

/** Merges several messages about one image into one task. If their sizes differ, the task has none and asks S3. */
function addTask(
  tasks: Map<string, Task>,
  { id, deliveries = 1 }: Message,
  image: Pick<Hint, 'key' | 'size'>,
  hint: Hint,
): void {
  const earlier = tasks.get(image.key);
  if (!earlier) {
    const { size } = image;
    tasks.set(image.key, {
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
  earlier.isUpload ||= image.size !== undefined;
  if (earlier.size !== image.size) delete earlier.size;
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
