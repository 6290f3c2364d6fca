import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { StoreError } from '../core/errors.js';
import type { AskDeployment, Deployment, DeploymentStatus } from '../state/deployment.js';
import { parseS3Address } from '../stores/s3/address.js';
import { sharedS3Client } from '../stores/s3/client.js';
import type { Store } from '../stores/store.js';
import { releaseDeadLetters, takeDeadLetters } from './dead-letters.js';
import { unheardEvents } from './notifications.js';
import { countMessages, sqsClientFor } from './queues.js';
import { settledLetters, settledRequests } from './settled-letters.js';

/** Of more dead letters, reading all takes minutes, and something is wrong in any case. */
const MOST_LOOKED_AT = 1000;

/**
 * Counts the messages in a deployment's queues, looks into its dead letters, and asks whether its bucket tells it of
 * uploads. It does not ask what the functions' roles may do: a key's or a bucket's policy may deny what a role allows, so
 * only the functions' own attempts show it.
 */
export const askDeployment: AskDeployment = async ({ input, queues }, state, signal) => {
  const [sqs, s3] = [sqsClientFor(queues.images), await sharedS3Client()];
  const unknown: string[] = [];
  const ifAllowed = async <T>(asking: Promise<T>): Promise<T | undefined> => {
    try {
      return await asking;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      unknown.push(error.message);
      return undefined;
    }
  };
  const count = (url: string) => ifAllowed(countMessages(sqs, url));
  const images = await count(queues.images);
  const reconcile = await count(queues.reconcile);
  const deadLetters = totalOf(await count(queues.deadLetters));
  const reconcileDeadLetters = totalOf(await count(queues.reconcileDeadLetters));
  const settled =
    deadLetters && deadLetters <= MOST_LOOKED_AT
      ? await ifAllowed(countSettled(sqs, s3, { url: queues.deadLetters, input, state, signal }))
      : undefined;
  const settledReconciles = reconcileDeadLetters
    ? await ifAllowed(
        countAnswered(sqs, reconcileDeadLetters, { url: queues.reconcileDeadLetters, input, state, signal }),
      )
    : undefined;
  const unheard = await ifAllowed(unheardEvents(s3, parseS3Address(input), queues.images));
  return {
    ...(images && { waiting: images.waiting, inWork: images.inWork }),
    ...(reconcile && { isReconcileDue: totalOf(reconcile)! > 0 }),
    ...(deadLetters !== undefined && { deadLetters }),
    ...settled,
    ...(reconcileDeadLetters !== undefined && { reconcileDeadLetters }),
    ...(settledReconciles ? { settledReconciles } : {}),
    ...(unheard && { unheard }),
    unknown,
  };
};

function totalOf(counted: { waiting: number; inWork: number } | undefined): number | undefined {
  return counted && counted.waiting + counted.inWork;
}

interface Asked extends Pick<Deployment, 'input'> {
  readonly url: string;
  readonly state: Store;
  readonly signal: AbortSignal | undefined;
}

async function countSettled(
  sqs: SQSClient,
  s3: S3Client,
  { url, input, state, signal }: Asked,
): Promise<Pick<DeploymentStatus, 'settled' | 'gone'>> {
  const location = parseS3Address(input);
  const letters = await takeDeadLetters(sqs, url, location, signal);
  try {
    const settled = await settledLetters(s3, letters, state, location);
    const gone = [...settled.values()].filter((why) => why === 'gone').length;
    return { settled: settled.size, ...(gone > 0 && { gone }) };
  } finally {
    await releaseDeadLetters(sqs, url, letters);
  }
}

async function countAnswered(
  sqs: SQSClient,
  all: number,
  { url, input, state, signal }: Asked,
): Promise<number> {
  const requests = await takeDeadLetters(sqs, url, parseS3Address(input), signal);
  try {
    return await settledRequests(requests, all, state);
  } finally {
    await releaseDeadLetters(sqs, url, requests);
  }
}
