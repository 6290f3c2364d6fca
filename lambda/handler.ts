import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { countMessages } from '../src/aws/queues.js';
import { outputsDigest } from '../src/core/recipe/index.js';
import { restrainLibvips } from '../src/codecs/libvips.js';
import { ByteBudget, engineShare, fileBudget } from '../src/variants/byte-budget.js';
import { reconcile as reconcileDataset, reconcileDeferred } from '../src/jobs/reconcile.js';
import type { Ask, ReconcileContext } from '../src/jobs/reconcile.js';
import { reconcileByRanges } from '../src/jobs/reconcile-ranges.js';
import type { Assembled } from '../src/jobs/assemble.js';
import { DatasetView } from '../src/state/dataset-view.js';
import { rememberDeployment } from '../src/state/deployment.js';
import { openStores } from '../src/stores/open.js';
import { sharedS3Client } from '../src/stores/s3/client.js';
import { S3Store } from '../src/stores/s3/s3.js';
import { EngineQueue } from '../src/variants/engine-queue.js';
import { HIDDEN_S, pauseAfter } from './deliveries.js';
import { isReconciliationDue, mayBeByRanges, mostWhole } from './pace.js';
import { processWithRecipe } from './process-batch.js';
import type { BatchResult } from './process-batch.js';
import {
  deleteMessages,
  hide,
  keepHidden,
  reconcileRequester,
  requestAssembly,
  requestImages,
  requestLaterReconcile,
  tellOfChanges,
} from './queues.js';
import { openRecipe } from './recipe.js';
import { reconcileBatch } from './reconcile-batch.js';
import type { AssemblyPause, ReconcileBatchContext } from './reconcile-batch.js';
import { logger, metrics, report, reportExcess, reportInventory } from './report.js';
import { readSettings } from './settings.js';
import { warmUp } from './warm-up.js';

restrainLibvips();
const settings = readSettings(process.env);
const input = new S3Store(await sharedS3Client(), settings.inputLocation);
const stores = { ...(await openStores(settings.input, settings.output)), input };
const readRecipe = await openRecipe(settings.recipe, new URL(`file://${process.cwd()}/`), stores.state);
const view = new DatasetView(stores);
const engineQueue = new EngineQueue(new ByteBudget(engineShare(settings.memory)));
const files = fileBudget(settings.memory);
const sqs = new SQSClient();
const requestReconcile = reconcileRequester(sqs, settings.queues);
try {
  await warmUp((await readRecipe()).recipe, engineQueue);
} catch (error) {
  // A missing recipe may still be uploaded. If this threw, no handler could return the messages.
  logger.error('not warmed up', { error });
}

/** Updates the images that a batch of messages concerns: events of the bucket, and this program's own requests. */
export async function augment(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { images: queue } = settings.queues;
  const atMost = (seconds: number) => Math.min(seconds, settings.longestPause);
  const stopHiding = keepHidden(sqs, queue, event.Records, atMost(HIDDEN_S), (error) => {
    logger.error('not hidden', { error });
  });
  try {
    const { failed, postponed, needsReconcile } = await augmentBatch(event.Records, context);
    if (needsReconcile) await requestReconcile(Date.now());
    await stopHiding();
    const isLate = new Set(postponed);
    const again = recordsOf(event, failed).map(({ messageId, receiptHandle, attributes }) => ({
      receiptHandle,
      seconds: isLate.has(messageId) ? 0 : atMost(pauseAfter(Number(attributes.ApproximateReceiveCount))),
    }));
    await hide(sqs, queue, again);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    await stopHiding();
    publishMetrics();
  }
}

/** Without metrics, publishing would log a warning: one line for every batch that changes nothing. */
function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function recordsOf({ Records: records }: SQSEvent, ids: readonly string[]): SQSRecord[] {
  return records.filter(({ messageId }) => ids.includes(messageId));
}

async function augmentBatch(records: readonly SQSRecord[], context: Context): Promise<BatchResult> {
  const messages = records.map(({ messageId, body, attributes }) => ({
    id: messageId,
    body,
    deliveries: Number(attributes.ApproximateReceiveCount),
  }));
  return processWithRecipe(messages, readRecipe, {
    stores,
    inputLocation: settings.inputLocation,
    view,
    engineQueue,
    files,
    stalePolicy: 'remove',
    keyOf: (raw) => input.remember(raw),
    report,
    remaining: () => context.getRemainingTimeInMillis(),
    remedy: settings.remedy,
    tell: (keys, isListed) => tellOfChanges(sqs, settings.queues, keys, isListed),
    async settle(done, needsReconcile) {
      if (needsReconcile) await requestReconcile(Date.now());
      await deleteMessages(
        sqs,
        settings.queues.images,
        records.filter(({ messageId }) => done.includes(messageId)),
      );
    },
  });
}

/** Does what messages of the second queue ask for: see `reconcileBatch`. */
export async function reconcile(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  // A call by hand has no messages.
  const { Records: records = [] } = event as Partial<SQSEvent>;
  try {
    const messages = records.map(({ messageId, body, attributes }) => ({
      id: messageId,
      body,
      sent: Number(attributes.SentTimestamp),
    }));
    const again = await reconcileBatch(messages, reconcilingIn(context));
    const returned = records.filter(({ messageId }) => again.has(messageId));
    await hideRequests(returned, ({ messageId }) => again.get(messageId)!);
    return { batchItemFailures: returned.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) };
  } catch (error) {
    // The visibility timeout is far longer, and a FIFO queue delivers nothing else until it ends.
    await hideRequests(records, () => RETRY_AFTER_S);
    throw error;
  } finally {
    publishMetrics();
  }
}

const RETRY_AFTER_S = 60;

/** A reconciliation by ranges ends so long before the function would be stopped: some ranges take seconds. */
const LAST_RANGES_MS = 120_000;

const assembly: AssemblyPause = { until: 0, isAwaited: false };

const reconcilingIn = (context: Context): ReconcileBatchContext => ({
  now: Date.now,
  isReconciliationDue,
  mayBeByRanges,
  mostWhole: mostWhole(settings.memory),
  open: openContext,
  async reconcile(kind) {
    const hasTime = () => context.getRemainingTimeInMillis() > LAST_RANGES_MS;
    await (kind === 'whole' ? reconcileWhole() : reconcileRanges(hasTime));
  },
  askForDeferred: requestDeferred,
  requestReconcile: (after) =>
    after === undefined ? requestReconcile(Date.now()) : requestLaterReconcile(sqs, settings.queues, after),
  assembleLater: (after) => requestAssembly(sqs, settings.queues, after),
  assembly,
  countImages: () => countMessages(sqs, settings.queues.images),
  postponed(error) {
    report.retried({}, error);
  },
  folded(keys, assembled) {
    logger.info('folded', { images: keys.length, written: assembled?.written ?? 0 });
  },
});

async function openContext(): Promise<ReconcileContext> {
  return { stores, ...(await readRecipe()), engineQueue };
}

function hideRequests(records: readonly SQSRecord[], secondsOf: (record: SQSRecord) => number) {
  const hidden = records.map((record) => ({
    receiptHandle: record.receiptHandle,
    seconds: secondsOf(record),
  }));
  return hide(sqs, settings.queues.reconcile, hidden);
}

const request: Ask = (keys, suspects) => requestImages(sqs, settings.queues, keys, suspects);

async function requestDeferred(): Promise<void> {
  const requested = await reconcileDeferred(await openContext(), request);
  logger.info('requested deferred images', { requested });
}

async function reconcileWhole(): Promise<void> {
  const context = await openContext();
  await noteDeployment(context);
  const done = await reconcileDataset(context, request);
  const { images, asked: requested, removed, inventory, assembled, excess } = done;
  logger.info('reconciled', { images, requested, removed: removed.length, written: assembled.written });
  reportInventory(inventory);
  reportExcess(excess);
  reportNotWritten(assembled);
}

/** The function that tells of a deployment reads no recipe; one in a bucket may change at any time. */
async function noteDeployment({ recipe }: ReconcileContext): Promise<void> {
  await rememberDeployment(stores.state, { ...settings, outputsDigest: outputsDigest(recipe) });
}

async function reconcileRanges(hasTime: () => boolean): Promise<void> {
  const context = await openContext();
  await noteDeployment(context);
  const done = await reconcileByRanges(context, request, { hasTime });
  // A whole one gets all the time of a function.
  if (!done) return requestReconcile(Date.now());
  const { images, asked: requested, assembled, excess } = done;
  if (!assembled) await requestLaterReconcile(sqs, settings.queues, Date.now());
  logger.info(assembled ? 'reconciled by ranges' : 'reconciled some ranges', { images, requested });
  reportExcess(excess);
  if (assembled) reportNotWritten(assembled);
}

function reportNotWritten({ failures }: Assembled): void {
  for (const failure of failures) logger.error('data-set file not written', { ...failure });
}
