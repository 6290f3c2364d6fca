import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { StoreError } from '../core/errors.js';
import type { AskQueues } from '../state/deployment.js';

/** @throws StoreError that names the queue and the right that is missing */
export const askQueues: AskQueues = async ({ photos, assembly, deadLetters }) => {
  const client = new SQSClient();
  const [photo, settling, dead] = await Promise.all(
    [photos, assembly, deadLetters].map((url) => countMessages(client, url)),
  );
  return {
    waiting: photo!.waiting,
    inWork: photo!.inWork,
    isToBeAssembled: settling!.waiting + settling!.inWork > 0,
    deadLetters: dead!.waiting + dead!.inWork,
  };
};

/** @throws StoreError that names the queue and the right that is missing */
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
