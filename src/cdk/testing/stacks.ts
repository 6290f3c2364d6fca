import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { afterAll } from 'vitest';
import { Built, deploy, Synthesised } from './deployment.js';

/** Stacks that most tests use, made once for each test file. */
export const built = new Built();
afterAll(() => {
  built.remove();
});

/** The defaults only. */
export const own = new Synthesised(deploy(built));
/** Two existing buckets, and most other props. */
export const existing = new Synthesised(
  deploy(built, (stack) => ({
    bucket: s3.Bucket.fromBucketName(stack, 'Images', 'images'),
    outputBucket: s3.Bucket.fromBucketName(stack, 'Made', 'made'),
    recipeKey: 'settings/recipe.yaml',
    architecture: lambda.Architecture.X86_64,
    functionName: 'Mine',
    maxConcurrency: 50,
    alarmTopic: new sns.Topic(stack, 'Topic'),
  })),
);
export const both = [
  ['with a bucket of its own', own],
  ['with existing buckets', existing],
] as const;

export const bucketArn = { 'Fn::GetAtt': [own.id('Bucket'), 'Arn'] };

/** The ARN of objects in a bucket that was imported by name. */
export const inBucket = (rest: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${rest}`]],
});
