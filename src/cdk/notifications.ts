import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { UsageError } from '../core/errors.js';
import type { BucketPrefix } from './locations.js';

/**
 * Has S3 send what happens in the input to the queue. By prefix alone: filters have no wildcards and heed case, so a
 * suffix `.jpg` would miss `.JPG`.
 *
 * @throws UsageError for a bucket of another stack, with which this one would depend on each other
 */
export function notify({ bucket, prefix }: BucketPrefix, queue: sqs.Queue): void {
  if (Stack.of(bucket) !== Stack.of(queue)) {
    throw new UsageError(
      `bucket ${bucket.node.path}: it belongs to another stack, and S3 wants bucket and queue to know each other; take it in by s3.Bucket.fromBucketName(this, …) where AugmentOnDemand is made`,
    );
  }
  queue.addToResourcePolicy(mayNotify(bucket, queue));
  // Not `s3n.SqsDestination`: its policy has no `aws:SourceAccount`, and lets S3 read the queue's attributes.
  const destination: s3.IBucketNotificationDestination = {
    bind: () => ({
      type: s3.BucketNotificationDestinationType.QUEUE,
      arn: queue.queueArn,
      // S3 tries the queue when it is told of it, so the queue's policy has to be there.
      dependencies: [queue],
    }),
  };
  // Not single events: multipart uploads are "created" by another one than small files.
  for (const event of [s3.EventType.OBJECT_CREATED, s3.EventType.OBJECT_REMOVED]) {
    bucket.addEventNotification(event, destination, { prefix });
  }
}

/** Both conditions: a bucket's name is free again for anybody once it is deleted. */
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
