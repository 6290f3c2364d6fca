import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** A bucket for photos, which cannot be made again: private, encrypted, and an overwritten photo can be had back for a month. */
export function makeBucket(
  scope: Construct,
  bucketName: string | undefined,
  removalPolicy = RemovalPolicy.RETAIN,
): s3.IBucket {
  return new s3.Bucket(scope, 'Bucket', {
    ...(bucketName !== undefined && { bucketName }),
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    lifecycleRules: [
      {
        id: 'expire-noncurrent-versions',
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        noncurrentVersionExpiration: Duration.days(30),
        expiredObjectDeleteMarker: true,
      },
    ],
    removalPolicy,
    // CDK's types are made without `exactOptionalPropertyTypes`, under which `Bucket` is no `IBucket`.
  }) as s3.IBucket;
}
