import { recipeDigest } from '../../src/core/recipe/digest.js';
import type { Recipe } from '../../src/core/recipe/schema.js';
import { sha256 } from '../../src/stores/sha256.js';
import { DatasetView } from '../../src/state/dataset-view.js';
import { ByteBudget, fileBudget } from '../../src/variants/byte-budget.js';
import { reconcile, reconcileDeferred } from '../../src/jobs/reconcile.js';
import type { Reconciled } from '../../src/jobs/reconcile.js';
import { reconcileByRanges } from '../../src/jobs/reconcile-ranges.js';
import type { ReconciledByRanges } from '../../src/jobs/reconcile-ranges.js';
import type { Update } from '../../src/jobs/update-source.js';
import { EngineQueue } from '../../src/variants/engine-queue.js';
import { checkKey } from '../../src/core/keys.js';
import { memoryStore } from '../../src/stores/testing/memory.js';
import type { MemoryStore } from '../../src/stores/testing/memory.js';
import { keysOf } from '../../src/stores/testing/contract.js';
import type { Store } from '../../src/stores/store.js';
import { encodeChanged, encodeReconcile } from '../../src/triggers/reconcile-requests.js';
import { encodeRequest } from '../../src/triggers/s3-events.js';
import { isReconciliationDue, mayBeByRanges } from '../pace.js';
import { processWithRecipe } from '../process-batch.js';
import type { BatchResult } from '../process-batch.js';
import type { RecipeReader } from '../recipe.js';
import { reconcileBatch } from '../reconcile-batch.js';
import type { ReconcileMessage } from '../reconcile-batch.js';
import type { Message } from '../tasks.js';

const INPUT = { bucket: 'images', prefix: 'raw-images/' };

/** A bucket with its queue and functions, in memory. Nothing happens unless a test calls it. */
export class TestBucket {
  readonly input: MemoryStore;
  readonly output: MemoryStore;
  readonly state: MemoryStore;
  readonly queue: Message[] = [];
  /** The second queue. */
  readonly requests: ReconcileMessage[] = [];
  /** How often changes were folded in. */
  folds = 0;
  isReconciliationDue = isReconciliationDue;
  mayBeByRanges = mayBeByRanges;
  /** Whether a full reconciliation by ranges has time for more of them. */
  hasTime = () => true;
  rangesAtOnce = 8;
  isSecondQueueDown = false;
  /** Whether the files about the whole output have just been made, and wait. */
  pausesAssembly = false;
  /** The Recipe in the bucket, which may be missing. */
  readRecipe: RecipeReader = () => Promise.resolve(this.context());
  /** Messages of the first queue that were put back, and are hidden. */
  hidden = 0;
  readonly retried: unknown[] = [];
  /** Finished tasks: the image's key, and the result. */
  readonly updates: (readonly [key: string, kind: Update['kind']])[] = [];
  readonly skipped: string[] = [];
  /** Messages that were deleted before the end of their batch. */
  readonly settled: string[] = [];
  /** Milliseconds until the function is stopped. */
  remaining = () => 300_000;
  private events = 0;
  private engineQueue = new EngineQueue();
  private view: DatasetView;

  /** @param before called before every request of the functions */
  constructor(
    private readonly recipe: Recipe,
    before?: (what: string, key: string) => void,
  ) {
    this.input = memoryStore(before);
    this.output = memoryStore(before);
    this.state = memoryStore(before);
    this.view = new DatasetView(this);
  }

  upload(key: string, bytes: Uint8Array | string): void {
    const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    this.input.put(key, content);
    this.notify('ObjectCreated:Put', key, content.length);
  }

  async delete(key: string): Promise<void> {
    const stored = await this.input.read(key);
    await this.input.remove(key, stored?.version ?? '');
    this.notify('ObjectRemoved:Delete', key);
  }

  notify(eventName: string, key: string, size?: number): void {
    const object = { key: encodeURIComponent(INPUT.prefix + key).replaceAll('%20', '+'), size };
    const record = {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName,
      s3: { bucket: { name: 'images' }, object },
    };
    this.queue.push({ id: String(this.events++), body: JSON.stringify({ Records: [record] }) });
  }

  /** Empties the functions' cache, like a new container. @param memory bytes that it has, if others than before */
  restart(memory?: number): void {
    this.view = new DatasetView(this);
    if (memory !== undefined) this.engineQueue = new EngineQueue(new ByteBudget(memory));
  }

  async process(messages: readonly Message[]): Promise<BatchResult> {
    const result = await processWithRecipe(messages, this.readRecipe, {
      ...this.context(),
      files: fileBudget(2 ** 30),
      remaining: () => this.remaining(),
      remedy: 'give it more memory',
      tell: (keys, isListed) => {
        if (this.isSecondQueueDown) return Promise.reject(new Error('the second queue is down'));
        this.request(encodeChanged(keys, isListed));
        return Promise.resolve();
      },
      settle: (done) => {
        this.settled.push(...done);
        return Promise.resolve();
      },
      inputLocation: INPUT,
      view: this.view,
      stalePolicy: 'remove',
      keyOf: checkKey,
      report: {
        skipped: (_id, reason) => void this.skipped.push(reason),
        updated: (key, { kind }) => void this.updates.push([key, kind]),
        retried: (_what, error) => void this.retried.push(error),
      },
    });
    if (result.needsReconcile) this.request(encodeReconcile());
    return result;
  }

  private request(body: string): void {
    this.requests.push({ id: String(this.events++), body, sent: Date.now() });
  }

  /** Delivers the messages of the second queue so long after they were sent. */
  async deliverRequests(later: 'a day' | 'an hour' | 'at once' = 'an hour'): Promise<void> {
    const messages = this.requests.splice(0);
    if (messages.length === 0) return;
    const hours = { 'a day': 25, 'an hour': 1, 'at once': 0 }[later];
    const now = () => Date.now() + hours * 3_600_000;
    const again = await reconcileBatch(messages, {
      now,
      isReconciliationDue: this.isReconciliationDue,
      open: async () => {
        await this.readRecipe();
        return this.context();
      },
      postponed: (error) => void this.retried.push(error),
      mayBeByRanges: this.mayBeByRanges,
      mostWhole: Infinity,
      reconcile: async (kind) => {
        await (kind === 'whole' ? this.reconcile() : this.reconcileByRanges());
      },
      askForDeferred: async () => {
        await this.reconcileDeferred();
      },
      requestReconcile: (after) => {
        this.request(encodeReconcile(after));
        return Promise.resolve();
      },
      assembleLater: (after) => {
        this.request(encodeChanged([], true, after));
        return Promise.resolve();
      },
      assembly: { until: this.pausesAssembly ? now() + 3_600_000 : 0, isAwaited: false },
      countImages: () => Promise.resolve({ waiting: this.queue.length, inWork: this.hidden }),
      folded: () => (this.folds += 1),
    });
    this.requests.push(...messages.filter(({ id }) => again.has(id)));
  }

  reconcile(): Promise<Reconciled> {
    return reconcile(this.context(), (keys, suspects) => this.ask(keys, suspects));
  }

  /** As far as the time suffices, and as it is possible; then the rest is asked for, or a whole one. */
  async reconcileByRanges(): Promise<ReconciledByRanges | undefined> {
    const done = await reconcileByRanges(this.context(), (keys, suspects) => this.ask(keys, suspects), {
      hasTime: this.hasTime,
      atOnce: this.rangesAtOnce,
    });
    if (!done) this.request(encodeReconcile());
    else if (!done.assembled) this.request(encodeReconcile(Date.now()));
    return done;
  }

  reconcileDeferred(): Promise<number> {
    return reconcileDeferred(this.context(), (keys) => this.ask(keys));
  }

  private ask(keys: readonly string[], suspects: ReadonlySet<string> = new Set()): Promise<void> {
    for (const key of keys)
      this.queue.push({ id: String(this.events++), body: encodeRequest(key, suspects.has(key)) });
    return Promise.resolve();
  }

  /** Delivers messages of both queues until nothing is left. @param take removes the next batch from the first queue */
  async drain(take: (queue: Message[]) => Message[] = (queue) => queue.splice(0, 10)): Promise<void> {
    for (let rounds = 0; rounds < 20; rounds++) {
      await this.processAll(take);
      await this.deliverRequests();
      if (this.queue.length > 0) continue;
      // What is left waits for a day to pass.
      await this.deliverRequests('a day');
      if (this.queue.length === 0 && this.requests.length === 0) return;
    }
    throw new Error('the queues are never empty');
  }

  async processAll(take: (queue: Message[]) => Message[] = (queue) => queue.splice(0, 10)): Promise<void> {
    while (this.queue.length > 0) {
      const batch = take(this.queue);
      const { failed } = await this.process(batch);
      this.queue.push(...batch.filter(({ id }) => failed.includes(id)));
    }
  }

  private context() {
    const { input, output, state, recipe, engineQueue } = this;
    return { stores: { input, output, state }, recipe, digest: recipeDigest(recipe), engineQueue };
  }
}

export interface TestRequest {
  readonly what: string;
  readonly key: string;
}

/** A bucket that logs the requests of its functions, and lets some fail. */
export function bucketWhere(
  recipe: Recipe,
  fails: (request: TestRequest) => Error | undefined = () => undefined,
) {
  const asked: TestRequest[] = [];
  const bucket = new TestBucket(recipe, (what, key) => {
    asked.push({ what, key });
    const error = fails({ what, key });
    if (error) throw error;
  });
  return { bucket, asked };
}

/** Key → content, or the hash of binary content. */
export async function contents(store: Store, prefix?: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of await keysOf(store, prefix)) found[key] = show((await store.read(key))!.bytes);
  return found;
}

function show(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\uFFFD') ? sha256(bytes) : text;
}
