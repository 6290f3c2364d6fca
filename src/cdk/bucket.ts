import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Makes a private, encrypted bucket. Uploads cannot be made again, so overwritten versions are kept for a month. */
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
    // CDK's types do not support `exactOptionalPropertyTypes`: with it, `Bucket` is not assignable to `IBucket`.
  }) as s3.IBucket;
}
