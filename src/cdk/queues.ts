import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { assembling, augmenting, queues, visibilityTimeout } from './sizing.js';

export interface Queues {
  /** What S3 notifies. */
  readonly main: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** FIFO: of one message group one message is in work at a time, so nothing assembles beside another. */
  readonly assembly: sqs.Queue;
  readonly assemblyDeadLetters: sqs.Queue;
}

const common = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };

export function makeQueues(scope: Construct): Queues {
  const deadLetters = new sqs.Queue(scope, 'DeadLetters', {
    ...common,
    retentionPeriod: queues.deadLetterRetention,
  });
  const assemblyDeadLetters = new sqs.Queue(scope, 'AssemblyDeadLetters', {
    ...common,
    // The dead letters of a FIFO queue need one.
    fifo: true,
    retentionPeriod: queues.deadLetterRetention,
  });
  const main = new sqs.Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: visibilityTimeout(augmenting),
    retentionPeriod: queues.retention,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: queues.maxReceiveCount },
  });
  const assembly = new sqs.Queue(scope, 'AssemblyQueue', {
    ...common,
    fifo: true,
    visibilityTimeout: visibilityTimeout(assembling),
    // A FIFO queue takes no delay per message.
    deliveryDelay: assembling.delay,
    retentionPeriod: queues.retention,
    deadLetterQueue: { queue: assemblyDeadLetters, maxReceiveCount: queues.maxReceiveCount },
  });
  return { main, deadLetters, assembly, assemblyDeadLetters };
}
