import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from '../state/deployment.js';
import { parseS3Address } from '../stores/s3/address.js';
import { sharedS3Client } from '../stores/s3/client.js';
import type { Store } from '../stores/store.js';
import { moveDeadLetters, releaseDeadLetters, removeDeadLetters, takeDeadLetters } from './dead-letters.js';
import type { DeadLetter } from './dead-letters.js';
import { countMessages, explaining, sqsClientFor } from './queues.js';
import { encodeReconcile } from '../triggers/reconcile-requests.js';
import { settledLetters } from './settled-letters.js';
import type { Settled } from './settled-letters.js';

export type { DeadLetter } from './dead-letters.js';

/** The dead letters of a deployment. Until one of the methods gives them away, nobody else receives them. */
export interface TakenLetters {
  readonly images: readonly DeadLetter[];
  /** Those of them for which nothing is left to be done. */
  readonly settled: ReadonlyMap<DeadLetter, Settled>;
  /** Whether requests to reconcile are among the dead letters. */
  readonly hasReconcile: boolean;
  /**
   * About how many more there are, of both queues: another command looks at them, or was ended while it did so. They can be
   * taken within a quarter of an hour.
   */
  readonly heldByOthers: number;
  /** Delivers these letters about images again. */
  readonly redrive: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Asks once for what all dead requests to reconcile asked for. */
  readonly redriveReconcile: () => Promise<void>;
  /** Leaves these letters where they are. */
  readonly release: (letters: readonly DeadLetter[]) => Promise<void>;
}

/**
 * Takes all dead letters of a deployment.
 * @param state of its output
 * @param signal once it is aborted, what was taken is released
 * @throws StoreError that names the queue and the missing right; the reason of the signal
 */
export async function takeLetters(
  { input, queues }: Deployment,
  state: Store,
  signal?: AbortSignal,
): Promise<TakenLetters> {
  const [sqs, s3] = [sqsClientFor(queues.images), await sharedS3Client()];
  const location = parseS3Address(input);
  // A FIFO queue gives no more messages of a group until those are gone that it gave.
  const takeRequests = () => takeDeadLetters(sqs, queues.reconcileDeadLetters, location, signal);
  // Before they are taken: later, these here are among those that are hidden.
  const all = await countAll(sqs, queues.deadLetters);
  const allRequests = await countAll(sqs, queues.reconcileDeadLetters);
  const requests = await takeRequests();
  await releaseDeadLetters(sqs, queues.reconcileDeadLetters, requests);
  const images = await takeDeadLetters(sqs, queues.deadLetters, location, signal);
  const release = (letters: readonly DeadLetter[]) => releaseDeadLetters(sqs, queues.deadLetters, letters);
  const settledOf = async (letters: readonly DeadLetter[]) => {
    try {
      const settled = await settledLetters(s3, letters, state, location);
      signal?.throwIfAborted();
      return settled;
    } catch (error) {
      await release(letters);
      throw error;
    }
  };
  return {
    images,
    settled: await settledOf(images),
    hasReconcile: requests.length > 0,
    heldByOthers: Math.max(all - images.length, 0) + (requests.length > 0 ? 0 : allRequests),
    redrive: (letters) => moveDeadLetters(sqs, queues.deadLetters, queues.images, letters),
    release,
    async redriveReconcile() {
      const request = new SendMessageCommand({
        QueueUrl: queues.reconcile,
        MessageBody: encodeReconcile(),
        MessageGroupId: 'reconcile',
        MessageDeduplicationId: `redrive-${Date.now()}`,
      });
      await explaining(sqs.send(request), `send to ${queues.reconcile}`, 'sqs:SendMessage');
      for (let taken = await takeRequests(); taken.length > 0; taken = await takeRequests())
        await removeDeadLetters(sqs, queues.reconcileDeadLetters, taken);
    },
  };
}

async function countAll(client: SQSClient, url: string): Promise<number> {
  const { waiting, inWork } = await countMessages(client, url);
  return waiting + inWork;
}
