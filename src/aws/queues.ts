import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { StoreError } from '../core/errors.js';

/** A client for the region that the queue's URL names, whatever region is configured. */
export function sqsClientFor(url: string): SQSClient {
  const region = /^https:\/\/sqs\.([\w-]+)\.amazonaws\./.exec(url)?.[1];
  return new SQSClient({ ...(region !== undefined && { region }) });
}

export interface QueueCount {
  /** Messages that can be received now or after their delay. */
  readonly waiting: number;
  /** Messages that were received, and are not deleted yet. */
  readonly inWork: number;
}

/** @throws StoreError that names the queue and the missing right */
export async function countMessages(client: SQSClient, url: string): Promise<QueueCount> {
  const counting = client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const { Attributes: found = {} } = await explaining(counting, `ask ${url}`, 'sqs:GetQueueAttributes');
  const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesDelayed: delayed } = found;
  return {
    waiting: Number(ready ?? 0) + Number(delayed ?? 0),
    inWork: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/** @throws StoreError that says what failed, and which right it needs */
export async function explaining<T>(request: Promise<T>, what: string, right: string): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new StoreError(`cannot ${what} (the right ${right} is needed): ${reason}`, true, { cause: error });
  }
}
