import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { reconciling, augmenting, queues, visibilityTimeout } from './sizing.js';

export interface Queues {
  /** Images to augment: receives S3's notifications. */
  readonly images: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** Requests to reconcile. FIFO delivers one batch of a message group at a time, so reconciliations never overlap. */
  readonly reconcile: sqs.Queue;
  readonly reconcileDeadLetters: sqs.Queue;
}

const common = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };

export function makeQueues(scope: Construct): Queues {
  const deadLetters = new sqs.Queue(scope, 'DeadLetters', {
    ...common,
    retentionPeriod: queues.deadLetterRetention,
  });
  const reconcileDeadLetters = new sqs.Queue(scope, 'ReconcileDeadLetters', {
    ...common,
    // A FIFO queue needs a FIFO queue for its dead letters.
    fifo: true,
    retentionPeriod: queues.deadLetterRetention,
  });
  const images = new sqs.Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: visibilityTimeout(augmenting),
    retentionPeriod: queues.retention,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: queues.maxReceiveCount },
  });
  const reconcile = new sqs.Queue(scope, 'ReconcileQueue', {
    ...common,
    fifo: true,
    visibilityTimeout: visibilityTimeout(reconciling),
    // FIFO queues do not support a delay per message.
    deliveryDelay: reconciling.delay,
    retentionPeriod: queues.retention,
    deadLetterQueue: { queue: reconcileDeadLetters, maxReceiveCount: queues.maxReceiveCount },
  });
  return { images, deadLetters, reconcile, reconcileDeadLetters };
}
