import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { REQUEST_WINDOW_MS } from './reconcile-pacer.js';
import type { Queues } from './settings.js';

/** SQS's limit. */
const MESSAGES_PER_REQUEST = 10;
const CONCURRENT_REQUESTS = 8;

/** Sends a request for each image to the queue that also receives S3's events. @throws Error if SQS refuses one */
export async function requestImages(
  client: SQSClient,
  queues: Queues,
  keys: readonly string[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / MESSAGES_PER_REQUEST) }, (_, i) =>
    keys.slice(i * MESSAGES_PER_REQUEST, (i + 1) * MESSAGES_PER_REQUEST),
  ).values();
  const lane = async () => {
    for (const batch of batches) await send(client, queues.images, batch);
  };
  await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, lane));
}

async function send(client: SQSClient, queue: string, keys: readonly string[]): Promise<void> {
  const entries = keys.map((key, i) => ({ Id: String(i), MessageBody: encodeRequest(key) }));
  const { Failed: refused = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl: queue, Entries: entries }),
  );
  if (refused.length > 0)
    throw new Error(`${queue} did not take ${refused.length} messages: ${refused[0]?.Message ?? ''}`);
}

/**
 * Makes a function that requests a reconciliation. All requests of one window have the same deduplication id, so SQS
 * keeps one of them. The queue delays each message by at least one window (see src/cdk/sizing.ts), so a message arrives
 * after all changes of its window. Within a container, repeated requests are not even sent.
 */
export function reconcileRequester(client: SQSClient, queues: Queues): (now: number) => Promise<void> {
  let requested: number | undefined;
  return async (now) => {
    const window = Math.floor(now / REQUEST_WINDOW_MS);
    if (window === requested) return;
    await client.send(
      new SendMessageCommand({
        QueueUrl: queues.reconcile,
        MessageBody: '{"reconcile":true}',
        MessageGroupId: 'reconcile',
        MessageDeduplicationId: `reconcile-${window}`,
      }),
    );
    requested = window;
  };
}

/** Hides unfinished messages of the reconcile queue for so many seconds; then SQS delivers them again. */
export async function hideFor(
  client: SQSClient,
  queues: Queues,
  messages: readonly { readonly receiptHandle: string }[],
  seconds: number,
): Promise<void> {
  await Promise.all(
    messages.map(({ receiptHandle: ReceiptHandle }) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queues.reconcile,
          ReceiptHandle,
          VisibilityTimeout: seconds,
        }),
      ),
    ),
  );
}
