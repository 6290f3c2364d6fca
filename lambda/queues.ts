import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { SPAN_MS } from './reconcile-pacer.js';
import type { Queues } from './settings.js';

/** SQS takes no more in one request. */
const MESSAGES_PER_REQUEST = 10;
/** Requests under way at once. */
const REQUESTS_AT_ONCE = 8;
/** Puts requests for photos into the queue that S3's events go to. @throws Error where one was not taken */
export async function askForPhotos(
  client: SQSClient,
  queues: Queues,
  keys: readonly string[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / MESSAGES_PER_REQUEST) }, (_, i) =>
    keys.slice(i * MESSAGES_PER_REQUEST, (i + 1) * MESSAGES_PER_REQUEST),
  ).values();
  const lane = async () => {
    for (const batch of batches) await send(client, queues.photos, batch);
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
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
 * What asks for a look at the whole data set, once for a whole burst of uploads. Messages of the same span of time are one
 * to the queue, which delivers it after at least that span (see src/cdk): so after everything that was done in it. Of those that the
 * queue would drop, a container sends none that it knows of.
 */
export function reconcileRequester(client: SQSClient, queues: Queues): (now: number) => Promise<void> {
  let asked: number | undefined;
  return async (now) => {
    const span = Math.floor(now / SPAN_MS);
    if (span === asked) return;
    await client.send(
      new SendMessageCommand({
        QueueUrl: queues.assembly,
        MessageBody: '{"assemble":true}',
        MessageGroupId: 'assemble',
        MessageDeduplicationId: `assemble-${span}`,
      }),
    );
    asked = span;
  };
}

/** Has messages of the assembly queue, which are not done with, come again after so many seconds. */
export async function comeAgain(
  client: SQSClient,
  queues: Queues,
  messages: readonly { readonly receiptHandle: string }[],
  seconds: number,
): Promise<void> {
  await Promise.all(
    messages.map(({ receiptHandle: ReceiptHandle }) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queues.assembly,
          ReceiptHandle,
          VisibilityTimeout: seconds,
        }),
      ),
    ),
  );
}
