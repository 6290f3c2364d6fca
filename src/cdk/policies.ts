import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { BucketPrefix, Locations } from './locations.js';
import { isSameBucket } from './locations.js';

/**
 * What a function may do, to the action and the key. CDK's grants are wider than this flow needs: `grantRead` lists the
 * whole bucket, `grantPut` changes tags and retention, `grantConsumeMessages` and `SqsEventSource` read URLs.
 */
export interface Access {
  readonly locations: Locations;
  /** A recipe that lies in the input's bucket. */
  readonly recipeKey: string | undefined;
  readonly receiveFrom: sqs.IQueue;
  /** The one asks for the whole data set to be looked at; the other, for photos. */
  readonly sendTo: sqs.IQueue;
  /** Whether it is to know how many messages wait there. */
  readonly counts: boolean;
  readonly logGroup: logs.ILogGroup;
}

/** A role for one function: no managed policy, and nothing that somebody else could be granted on. */
export function makePolicy(access: Access): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      ...mayReadAndWrite(access),
      ...mayList(access.locations),
      ...mayUseKeys(access.locations),
      allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        [access.receiveFrom.queueArn],
      ),
      allow(
        ['sqs:SendMessage', ...(access.counts ? ['sqs:GetQueueAttributes'] : [])],
        [access.sendTo.queueArn],
      ),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [access.logGroup.logGroupArn]),
    ],
  });
}

/** The input is never written: the last guard against outputs that come back as inputs. */
function mayReadAndWrite({ locations: { input, output, state }, recipeKey }: Access): iam.PolicyStatement[] {
  const read = allow(['s3:GetObject', 's3:GetObjectVersion'], [input.objects]);
  const write = allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [output.objects, state.objects]);
  if (recipeKey === undefined || recipeKey.startsWith(input.prefix)) return [read, write];
  return [read, write, allow(['s3:GetObject'], [input.bucket.arnForObjects(recipeKey)])];
}

/** Without it a key that is not there answers 403, as if it were forbidden. S3 takes the key for the prefix then. */
function mayList({ input, output, state }: Locations): iam.PolicyStatement[] {
  const listing = (locations: readonly BucketPrefix[]) =>
    allow(['s3:ListBucket'], [locations[0]!.bucket.bucketArn], {
      StringLike: { 's3:prefix': locations.map(({ prefix }) => `${prefix}*`) },
    });
  return isSameBucket(input.bucket, output.bucket)
    ? [listing([input, output, state])]
    : [listing([input]), listing([output, state])];
}

/** Only where a bucket is encrypted by a key of the customer's. */
function mayUseKeys({ input, output }: Locations): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  const [readKey, writeKey] = [input.bucket.encryptionKey, output.bucket.encryptionKey];
  if (readKey && readKey !== writeKey) statements.push(allow(['kms:Decrypt'], [readKey.keyArn]));
  if (writeKey) statements.push(allow(['kms:Decrypt', 'kms:GenerateDataKey'], [writeKey.keyArn]));
  return statements;
}

function allow(
  actions: string[],
  resources: string[],
  conditions: Record<string, Record<string, unknown>> = {},
): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources, conditions });
}
