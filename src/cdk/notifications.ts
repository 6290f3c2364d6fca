import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { UsageError } from '../core/errors.js';
import type { BucketPrefix } from './locations.js';

/** src/aws/notifications.ts looks for the same. */
const EVENTS = [
  // All kinds of creation: multipart uploads have another event than small files.
  s3.EventType.OBJECT_CREATED,
  s3.EventType.OBJECT_REMOVED,
  // An archived image can be read again.
  s3.EventType.OBJECT_RESTORE_COMPLETED,
  // A rule of the bucket has removed an object, of which `OBJECT_REMOVED` says nothing.
  s3.EventType.LIFECYCLE_EXPIRATION,
];

/**
 * Makes S3 send events of the input to the queue. Events are filtered by prefix only: S3's filters are case-sensitive and
 * have no wildcards, so a suffix `.jpg` would miss `.JPG`.
 *
 * @throws UsageError for a bucket of another stack, because the two stacks would depend on each other
 */
export function notify({ bucket, prefix }: BucketPrefix, queue: sqs.Queue): void {
  if (Stack.of(bucket) !== Stack.of(queue)) {
    throw new UsageError(
      `bucket ${bucket.node.path}: it belongs to another stack, and bucket and queue must refer to each other; import it by s3.Bucket.fromBucketName(this, …) in the stack of AugmentOnDemand`,
    );
  }
  queue.addToResourcePolicy(mayNotify(bucket, queue));
  // The policy of `s3n.SqsDestination` has no `aws:SourceAccount`, and lets S3 read the queue's attributes.
  const destination: s3.IBucketNotificationDestination = {
    bind: () => ({
      type: s3.BucketNotificationDestinationType.QUEUE,
      arn: queue.queueArn,
      // S3 sends a test message at once, so the queue's policy must exist before.
      dependencies: [queue],
    }),
  };
  for (const event of EVENTS) {
    bucket.addEventNotification(event, destination, { prefix });
  }
}

/** Checks the account too: anybody can take the name of a deleted bucket. */
function mayNotify(bucket: s3.IBucket, queue: sqs.Queue): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: {
      ArnEquals: { 'aws:SourceArn': bucket.bucketArn },
      StringEquals: { 'aws:SourceAccount': bucket.env.account },
    },
  });
}
