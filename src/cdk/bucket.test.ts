import { RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { deploy, Synthesised } from './testing/deployment.js';
import { built, existing, own } from './testing/stacks.js';

describe('the bucket', () => {
  it('is private, encrypted, versioned, and kept', () => {
    expect(own.get('Bucket')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  it('refuses requests without TLS', () => {
    expect(own.properties('BucketPolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        ],
      },
    });
  });

  it('expires noncurrent versions and unfinished uploads', () => {
    expect(own.properties('Bucket')).toMatchObject({
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            ExpiredObjectDeleteMarker: true,
          },
        ],
      },
    });
  });

  it('can be destroyed with the stack, but nothing empties it', () => {
    const template = new Synthesised(deploy(built, () => ({ removalPolicy: RemovalPolicy.DESTROY })));
    expect(template.get('Bucket')).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(template.ofType('Custom::S3AutoDeleteObjects')).toEqual([]);
  });

  it('refuses a name together with an existing bucket', () => {
    expect(() =>
      deploy(built, (stack) => ({
        bucket: s3.Bucket.fromBucketName(stack, 'Images', 'images'),
        bucketName: 'p',
      })),
    ).toThrow('bucketName p: it names a new bucket');
  });

  it('is not made if there is an existing one', () => {
    expect(existing.ofType('AWS::S3::Bucket')).toEqual([]);
    expect(existing.ofType('AWS::S3::BucketPolicy')).toEqual([]);
  });
});
