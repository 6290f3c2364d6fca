import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { encodeChanged, encodeReconcile } from '../src/triggers/reconcile-requests.js';
import { REQUEST_WINDOW_MS } from './pace.js';
import type { Queues } from './settings.js';

/** SQS's limit. */
const MESSAGES_PER_REQUEST = 10;
const CONCURRENT_REQUESTS = 8;

/** Sends a request for each image to the queue that also receives S3's events. @throws Error if SQS refuses one */
export async function requestImages(
  client: SQSClient,
  queues: Queues,
  keys: readonly string[],
  suspects: ReadonlySet<string> = new Set(),
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / MESSAGES_PER_REQUEST) }, (_, i) =>
    keys.slice(i * MESSAGES_PER_REQUEST, (i + 1) * MESSAGES_PER_REQUEST),
  ).values();
  const lane = async () => {
    for (const batch of batches)
      await send(
        client,
        queues.images,
        batch.map((key) => encodeRequest(key, suspects.has(key))),
      );
  };
  await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, lane));
}

async function send(client: SQSClient, queue: string, bodies: readonly string[]): Promise<void> {
  const entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }));
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
        MessageBody: encodeReconcile(),
        MessageGroupId: 'reconcile',
        MessageDeduplicationId: `reconcile-${window}`,
      }),
    );
    requested = window;
  };
}

/** Requests a full reconciliation, not before a time in milliseconds. */
export async function requestLaterReconcile(client: SQSClient, queues: Queues, after: number): Promise<void> {
  await sendToReconcile(client, queues, 'later', encodeReconcile(after));
}

/** Asks for the files about the whole output, not before a time in milliseconds. */
export async function requestAssembly(client: SQSClient, queues: Queues, after: number): Promise<void> {
  await sendToReconcile(client, queues, 'later', encodeChanged([], true, after));
}

/** A message has 256 KB at most, and a key 1,024 bytes, each of which may take six in JSON. */
const KEYS_PER_MESSAGE = 40;

/**
 * Tells of images whose Records may be written or removed within the delay of the queue, or were before.
 * @param isListed whether a full reconciliation asked for them
 */
export async function tellOfChanges(
  client: SQSClient,
  queues: Queues,
  keys: readonly string[],
  isListed: boolean,
): Promise<void> {
  for (let start = 0; start === 0 || start < keys.length; start += KEYS_PER_MESSAGE) {
    const body = encodeChanged(keys.slice(start, start + KEYS_PER_MESSAGE), isListed);
    await sendToReconcile(client, queues, 'changes', body);
  }
}

/** Messages of one group are delivered one batch at a time. A hidden message keeps back those of its own group only. */
async function sendToReconcile(
  client: SQSClient,
  { reconcile: QueueUrl }: Queues,
  MessageGroupId: string,
  MessageBody: string,
): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId: randomUUID() }),
  );
}

/** A message that was received, by the handle of this delivery. */
export interface Received {
  readonly receiptHandle: string;
}

/** Hides messages for so many seconds each; then SQS delivers them again. At most ten at a time come from a queue. */
export async function hide(
  client: SQSClient,
  queue: string,
  messages: readonly (Received & { readonly seconds: number })[],
): Promise<void> {
  if (messages.length === 0) return;
  const entries = messages.map(({ receiptHandle: ReceiptHandle, seconds: VisibilityTimeout }, i) => ({
    Id: String(i),
    ReceiptHandle,
    VisibilityTimeout,
  }));
  await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries: entries }));
}

/** Deletes messages that are done. Lambda deletes them once more when the function returns, which does no harm. */
export async function deleteMessages(
  client: SQSClient,
  queue: string,
  messages: readonly Received[],
): Promise<void> {
  const entries = messages.map(({ receiptHandle: ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries: entries }));
}

/**
 * Hides messages for a short time, and again and again until it is stopped: if the function dies, they come again soon.
 * @returns a function that stops it
 */
export function keepHidden(
  client: SQSClient,
  queue: string,
  messages: readonly Received[],
  seconds: number,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const hidden = messages.map(({ receiptHandle }) => ({ receiptHandle, seconds }));
  const hideAll = () => hide(client, queue, hidden).catch(onError);
  let last = hideAll();
  const renew = () => {
    last = hideAll();
  };
  const timer = setInterval(renew, (seconds * 1000) / 3);
  return async () => {
    clearInterval(timer);
    await last;
  };
}
