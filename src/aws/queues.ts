import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { StoreError } from '../core/errors.js';
import type { AskQueues } from '../state/deployment.js';

/** Counts the messages in a deployment's queues. @throws StoreError that names the queue and the missing right */
export const askQueues: AskQueues = async (queues) => {
  const client = new SQSClient();
  const [images, reconcile, deadLetters] = await Promise.all([
    countMessages(client, queues.images),
    countMessages(client, queues.reconcile),
    countMessages(client, queues.deadLetters),
  ]);
  return {
    waiting: images.waiting,
    inWork: images.inWork,
    isReconcileDue: reconcile.waiting + reconcile.inWork > 0,
    deadLetters: deadLetters.waiting + deadLetters.inWork,
  };
};

/**
 * @returns `waiting`: messages that can be received now or after their delay; `inWork`: received, not deleted yet
 * @throws StoreError that names the queue and the missing right
 */
export async function countMessages(
  client: SQSClient,
  url: string,
): Promise<{ waiting: number; inWork: number }> {
  try {
    const { Attributes: found = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesDelayed',
          'ApproximateNumberOfMessagesNotVisible',
        ],
      }),
    );
    const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesDelayed: delayed } = found;
    return {
      waiting: Number(ready ?? 0) + Number(delayed ?? 0),
      inWork: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new StoreError(`cannot ask ${url} (the right sqs:GetQueueAttributes is needed): ${reason}`, true, {
      cause: error,
    });
  }
}
