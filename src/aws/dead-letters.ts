import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { StoreError } from '../core/errors.js';
import type { BucketPrefix } from '../stores/bucket-prefix.js';
import { MessageError, parseMessage } from '../triggers/s3-events.js';
import { explaining } from './queues.js';

/** A message that failed at every attempt. */
export interface DeadLetter {
  readonly id: string;
  /** Names this receipt of it. */
  readonly receipt: string;
  readonly body: string;
  /** When it was first sent, in milliseconds. */
  readonly sent: number;
  /** The keys of the input that it asks for; none if it is not understood. */
  readonly keys: readonly string[];
  /** Those of them that were removed from the input. */
  readonly removed: readonly string[];
}

/** SQS's limit. */
const MESSAGES_PER_REQUEST = 10;
/** Fewer than SQS hides at the same time, and enough to tell what is wrong. */
const MOST = 100_000;
/** Until then, nobody else receives what was received here. It is the longest that reading so many takes. */
const HIDDEN_S = 900;
/** Without waiting, SQS asks only some of its servers, and may say that a queue is empty that is not. */
const WAIT_S = 1;

/**
 * Takes all messages of the queue: until they are released or removed, nobody else receives them.
 * @param signal once it is aborted, what was taken is released
 * @throws StoreError that names the missing right; the reason of the signal
 */
export async function takeDeadLetters(
  client: SQSClient,
  url: string,
  input: BucketPrefix,
  signal?: AbortSignal,
): Promise<DeadLetter[]> {
  const taken = new Map<string, DeadLetter>();
  while (taken.size < MOST && !signal?.aborted) {
    const receiving = client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: MESSAGES_PER_REQUEST,
        VisibilityTimeout: HIDDEN_S,
        WaitTimeSeconds: WAIT_S,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const { Messages: messages = [] } = await explaining(receiving, `read ${url}`, 'sqs:ReceiveMessage');
    if (messages.length === 0) break;
    for (const letter of messages.map((message) => letterOf(message, input))) taken.set(letter.id, letter);
  }
  const letters = [...taken.values()];
  if (signal?.aborted) await releaseDeadLetters(client, url, letters);
  signal?.throwIfAborted();
  return letters;
}

/** Lets others receive them again at once. @throws StoreError that names the missing right */
export async function releaseDeadLetters(
  client: SQSClient,
  url: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  await inRequests(letters, async (some) => {
    const Entries = some.map(({ receipt: ReceiptHandle }, i) => ({
      ...{ Id: String(i), ReceiptHandle, VisibilityTimeout: 0 },
    }));
    const request = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
    await explaining(client.send(request), `put back what was read of ${url}`, 'sqs:ChangeMessageVisibility');
  });
}

/**
 * Sends their messages to another queue, and then removes them. If it is interrupted, some messages are in both queues,
 * which does no harm.
 * @throws StoreError that names the queue and the missing right
 */
export async function moveDeadLetters(
  client: SQSClient,
  from: string,
  to: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  await inRequests(letters, async (some) => {
    const Entries = some.map(({ body: MessageBody }, i) => ({ Id: String(i), MessageBody }));
    const request = new SendMessageBatchCommand({ QueueUrl: to, Entries });
    const { Failed: refused = [] } = await explaining(
      client.send(request),
      `send to ${to}`,
      'sqs:SendMessage',
    );
    const lost = new Set(refused.map(({ Id }) => Number(Id)));
    await removeDeadLetters(
      client,
      from,
      some.filter((_, i) => !lost.has(i)),
    );
    if (lost.size > 0) throw new StoreError(`${to} did not take ${lost.size} messages; run again`, true);
  });
}

/** @throws StoreError that names the queue and the missing right */
export async function removeDeadLetters(
  client: SQSClient,
  url: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  await inRequests(letters, async (some) => {
    const Entries = some.map(({ receipt: ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    const request = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
    await explaining(client.send(request), `remove from ${url}`, 'sqs:DeleteMessage');
  });
}

async function inRequests(
  letters: readonly DeadLetter[],
  request: (some: readonly DeadLetter[]) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < letters.length; i += MESSAGES_PER_REQUEST)
    await request(letters.slice(i, i + MESSAGES_PER_REQUEST));
}

function letterOf(
  { MessageId: id = '', ReceiptHandle: receipt = '', Body: body = '', Attributes: attributes }: Message,
  input: BucketPrefix,
): DeadLetter {
  const changes = changesIn(body, input);
  const removed = changes.filter(({ isRemoval }) => isRemoval);
  return {
    ...{ id, receipt, body, sent: Number(attributes?.SentTimestamp) },
    keys: changes.map(({ key }) => key),
    removed: removed.map(({ key }) => key),
  };
}

function changesIn(body: string, input: BucketPrefix): { key: string; isRemoval: boolean }[] {
  try {
    return parseMessage(body, input).hints.map(({ key, size, afterListing }) => ({
      key: key.normalize('NFC'),
      isRemoval: size === undefined && !afterListing,
    }));
  } catch (error) {
    if (error instanceof MessageError) return [];
    throw error;
  }
}
