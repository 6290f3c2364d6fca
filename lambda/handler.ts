import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { restrainLibvips } from '../src/codecs/libvips.js';
import { DatasetView } from '../src/state/dataset-view.js';
import { countMessages } from '../src/aws/queues.js';
import { reconcile, reconcileDeferred } from '../src/jobs/reconcile.js';
import { openStores } from '../src/stores/open.js';
import { EngineQueue } from '../src/variants/engine-queue.js';
import { S3Store } from '../src/stores/s3/s3.js';
import { sharedS3Client } from '../src/stores/s3/client.js';
import { rememberDeployment } from '../src/state/deployment.js';
import { processBatch } from './process-batch.js';
import { ReconcilePacer } from './reconcile-pacer.js';
import { askForPhotos, comeAgain, reconcileRequester } from './queues.js';
import { openRecipe } from './recipe.js';
import { logger, metrics, report } from './report.js';
import { readSettings } from './settings.js';
import { warmUp } from './warm-up.js';

restrainLibvips();
const settings = readSettings(process.env);
const input = new S3Store(await sharedS3Client(), settings.inputLocation);
const stores = { ...(await openStores(settings.input, settings.output)), input };
const readRecipe = await openRecipe(settings.recipe, new URL(`file://${process.cwd()}/`));
const view = new DatasetView(stores);
const engineQueue = new EngineQueue();
const queue = new SQSClient();
const askToSettle = reconcileRequester(queue, settings.queues);
const looks = new ReconcilePacer();
try {
  await warmUp((await readRecipe()).recipe, engineQueue);
} catch (error) {
  // A recipe that is missing may come. Were it an error here, nobody would be left to have messages come again soon.
  logger.error('not warmed up', { error });
}

/** Events of the bucket, and our own requests: brings the photos that they concern up to date. */
export async function augment(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  try {
    const messages = event.Records.map(({ messageId, body, attributes }) => ({
      id: messageId,
      body,
      deliveries: Number(attributes.ApproximateReceiveCount),
    }));
    const { failed, needsReconcile } = await processBatch(messages, {
      stores,
      ...(await readRecipe()),
      inputLocation: settings.inputLocation,
      view,
      engineQueue,
      stalePolicy: 'remove',
      keyOf: (raw) => input.remember(raw),
      report,
    });
    if (needsReconcile) await askToSettle(Date.now());
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    // Where there are none it would say so, a line for every batch that changes nothing.
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}

/** ReconcilePacer at the whole data set at once: a message says that it is time, and nothing else. */
export async function assemble(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const come = (seconds: number) => comeAgain(queue, settings.queues, event.Records, seconds);
  try {
    const asked = event.Records.map(({ attributes }) => Number(attributes.SentTimestamp));
    const look = await looks.choose(asked, Date.now(), countWaiting);
    if (look.kind === 'whole') await reconcileAll();
    if (look.kind === 'deferred') await reconcileSome();
    if (look.kind !== 'later') return { batchItemFailures: [] };
    await come(look.seconds);
    return { batchItemFailures: event.Records.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) };
  } catch (error) {
    // The queue keeps its order: nothing would be assembled until the long time has passed that a look may take.
    await come(RETRY_AFTER_S);
    throw error;
  }
}

const RETRY_AFTER_S = 60;

const ask = (keys: readonly string[]) => askForPhotos(queue, settings.queues, keys);
const countWaiting = async () => (await countMessages(queue, settings.queues.photos)).waiting;

async function reconcileSome(): Promise<void> {
  logger.info('decided', { asked: await reconcileDeferred({ stores, ...(await readRecipe()) }, ask) });
}

async function reconcileAll(): Promise<void> {
  const begun = Date.now();
  await rememberDeployment(stores.state, { queues: settings.queues });
  const settled = await reconcile({ stores, ...(await readRecipe()) }, ask);
  looks.note(begun, Date.now());
  const { photos, asked, removed, assembled } = settled;
  logger.info('assembled', { photos, asked, removed: removed.length, written: assembled.written });
  for (const failure of assembled.failures) logger.error('not assembled', { ...failure });
}
