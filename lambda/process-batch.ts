import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { KeyError, ConcurrentUpdateError } from '../src/core/errors.js';
import { bytesUnderWay } from '../src/variants/byte-budget.js';
import type { ByteBudget } from '../src/variants/byte-budget.js';
import { refresh } from '../src/jobs/reconcile.js';
import { updateSource } from '../src/jobs/update-source.js';
import type { Update, UpdateContext, UpdateRequest } from '../src/jobs/update-source.js';
import { noteReturned, updateSuspect } from '../src/jobs/update-suspect.js';
import { readAttempts } from '../src/state/attempts.js';
import type { Attempts } from '../src/state/attempts.js';
import type { BucketPrefix } from '../src/stores/bucket-prefix.js';
import { affectedBy } from '../src/triggers/affected.js';
import { parseMessage } from '../src/triggers/s3-events.js';
import type { Hint } from '../src/triggers/s3-events.js';
import { existsAfter, HIDDEN_S } from './deliveries.js';
import type { DigestedRecipe, RecipeReader } from './recipe.js';
import { addTask } from './tasks.js';
import type { Message, Task } from './tasks.js';
import { Telling } from './telling.js';
import type { Tell } from './telling.js';

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
  /** For the files of the images under way. */
  readonly files: ByteBudget;
  /** Milliseconds until the function is stopped. */
  readonly remaining: () => number;
  readonly tell: Tell;
  /** Deletes messages that are done before others are tried that may end the function, and asks for a reconciliation. */
  readonly settle: (done: readonly string[], needsReconcile: boolean) => Promise<void>;
  /** What an image may lack that ends the function, and how to give more. */
  readonly remedy: string;
}

export interface BatchResult {
  /** Ids of messages that SQS has to deliver again: the cause of the failure may pass. */
  readonly failed: readonly string[];
  /** Those of them for which no time was left. */
  readonly postponed: readonly string[];
  /** Whether to request a full reconciliation: a file about the data set changed, or an image waits for one. */
  readonly needsReconcile: boolean;
}

/** Bytes of an image whose size is not known: this program's own requests, and labels, do not name it. */
const USUAL_SIZE = 8 * 1024 * 1024;

/**
 * Processes a batch of messages. Each image is updated once, and images that are delivered for the first time are updated
 * concurrently, the others one by one. A failure concerns only the messages of its image.
 */
async function processBatch(messages: readonly Message[], context: BatchContext): Promise<BatchResult> {
  const batch = new Batch(messages, context);
  await Promise.all(messages.map((message) => batch.route(message)));
  await batch.refreshDataset();
  await batch.updateImages();
  return batch.resultOf();
}

/** Processes a batch of messages with the Recipe as it is now. If it cannot be read, all of them are to come again. */
export async function processWithRecipe(
  messages: readonly Message[],
  readRecipe: RecipeReader,
  context: Omit<BatchContext, keyof DigestedRecipe>,
): Promise<BatchResult> {
  let digested: DigestedRecipe;
  try {
    digested = await readRecipe();
  } catch (error) {
    context.report.retried({}, error);
    // Once the Recipe can be read, a full reconciliation finds those images, too, whose messages are dead letters by then.
    return { failed: messages.map(({ id }) => id), postponed: [], needsReconcile: true };
  }
  return processBatch(messages, { ...context, ...digested });
}

class Batch {
  private readonly failed = new Set<string>();
  private readonly tasks = new Map<string, Task>();
  private readonly aboutDataset = new Set<string>();
  private readonly postponed = new Set<string>();
  private readonly settled = new Set<string>();
  private needsReconcile = false;
  private hasLabelsWithoutImage = false;
  /** Milliseconds that one image took. */
  private longest = 0;

  constructor(
    private readonly messages: readonly Message[],
    private readonly context: BatchContext,
  ) {}

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
      const { images, isDataset, isDeferred, isWithoutImage } = await affectedBy(hint, this.context);
      for (const image of images) addTask(this.tasks, message, image, hint);
      if (isDataset) this.aboutDataset.add(id);
      this.needsReconcile ||= isDataset || isDeferred;
      this.hasLabelsWithoutImage ||= isWithoutImage;
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
   * If an image ends the function, SQS delivers its whole batch again. Images that may have done so are therefore updated
   * one by one after all others, and those last that already ended a function in which nothing else was under way.
   */
  async updateImages(): Promise<void> {
    const tasks = [...this.tasks];
    const telling = this.beginTelling();
    const updates: Promise<void>[] = [];
    for (const [key, task] of tasks.filter(([, { isSuspect }]) => !isSuspect)) {
      const { recipe, files } = this.context;
      const update = () => this.update(key, task, (request) => updateSource(request, this.context));
      updates.push(files.within(bytesUnderWay(task.size ?? USUAL_SIZE, recipe.variants + 1), update));
      // The image's requests leave now, and not after the requests of all images have been prepared.
      await turnOfLoop();
    }
    await Promise.all(updates);
    await telling?.complete();
    const suspects = tasks.filter(([, { isSuspect }]) => isSuspect);
    for (const { key, task, noted } of await this.inOrderOfSuspicion(suspects)) {
      await this.settle();
      await this.update(
        key,
        task,
        (request) =>
          updateSuspect(request, this.context, {
            noted,
            until: Date.now() + this.context.remaining() + HIDDEN_S * 1000,
            remedy: this.context.remedy,
          }),
        noted,
      );
      await telling?.complete();
    }
  }

  private beginTelling(): Telling | undefined {
    const keys = [...this.tasks.keys()];
    if (keys.length === 0 && !this.hasLabelsWithoutImage) return undefined;
    const isListed = [...this.tasks.values()].every((task) => task.isListed) && !this.hasLabelsWithoutImage;
    return new Telling(keys, isListed, this.context.tell);
  }

  private async inOrderOfSuspicion(suspects: readonly (readonly [string, Task])[]) {
    const { state } = this.context.stores;
    const read = async ([key, task]: readonly [string, Task]) => {
      try {
        return [{ key, task, noted: await readAttempts(state, key) }];
      } catch (error) {
        // Without a note of earlier attempts, this one could end the function again and again.
        this.putBack(key, task, error);
        return [];
      }
    };
    const found = (await Promise.all(suspects.map(read))).flat();
    return found.sort((a, b) => (a.noted?.deaths ?? 0) - (b.noted?.deaths ?? 0));
  }

  private putBack(key: string, { messages }: Task, error: unknown): void {
    for (const id of messages) this.failed.add(id);
    this.context.report.retried({ key }, error);
  }

  private async update(
    key: string,
    task: Task,
    work: (request: UpdateRequest) => Promise<Update>,
    noted?: Attempts,
  ): Promise<void> {
    const { messages, deliveries, isSuspect: _, isListed: __, ...request } = task;
    if (!this.hasTime()) {
      for (const id of messages) this.postponed.add(id);
      return;
    }
    const started = performance.now();
    try {
      const update = await work({ key, ...request });
      const milliseconds = performance.now() - started;
      this.context.report.updated(key, update, milliseconds);
      this.longest = Math.max(this.longest, milliseconds);
      this.needsReconcile ||= asksForReconciliation(update, this.context);
      this.tasks.delete(key);
    } catch (error) {
      this.putBack(key, task, error);
      const until = Date.now() + existsAfter(deliveries) * 1000;
      await noteReturned(key, until, error, noted, this.context).catch((inNote: unknown) => {
        this.context.report.retried({ key }, inNote);
      });
    }
  }

  /** True if the longest image so far could be updated twice in the time that is left. */
  private hasTime(): boolean {
    return this.longest === 0 || this.context.remaining() > 2 * this.longest;
  }

  /** Gives away the messages that are done, so that they do not come again if the next image ends the function. */
  private async settle(): Promise<void> {
    const open = new Set([...this.tasks.values()].flatMap(({ messages }) => [...messages]));
    const done = this.messages.map(({ id }) => id).filter((id) => !open.has(id) && !this.failed.has(id));
    const isNew = done.filter((id) => !this.settled.has(id));
    if (isNew.length === 0) return;
    await this.context.settle(isNew, this.resultOf().needsReconcile);
    for (const id of isNew) this.settled.add(id);
  }

  resultOf(): BatchResult {
    return {
      failed: [...new Set([...this.failed, ...this.postponed])],
      postponed: [...this.postponed].filter((id) => !this.failed.has(id)),
      needsReconcile: this.needsReconcile,
    };
  }
}

/** Where labels are converted, an image may fail because of a class that only all labels together show. */
function asksForReconciliation({ kind }: Update, { recipe }: BatchContext): boolean {
  return kind === 'deferred' || (kind === 'failed' && recipe.labels.write !== 'same');
}

async function retryConcurrentUpdates(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    await work();
  }
}
