import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { reconciling, augmenting, queues, visibilityTimeout } from './sizing.js';

export interface Queues {
  /** What S3 notifies. */
  readonly images: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** FIFO: of one message group one message is in work at a time, so nothing assembles beside another. */
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
    // The dead letters of a FIFO queue need one.
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
    // A FIFO queue takes no delay per message.
    deliveryDelay: reconciling.delay,
    retentionPeriod: queues.retention,
    deadLetterQueue: { queue: reconcileDeadLetters, maxReceiveCount: queues.maxReceiveCount },
  });
  return { images, deadLetters, reconcile, reconcileDeadLetters };
}
