import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { BucketPrefix, Locations } from './locations.js';
import { isSameBucket } from './locations.js';

/**
 * The rights of a function, exact to the action and the key. CDK's grants give more: `grantRead` lists the whole bucket,
 * `grantPut` changes tags and retention, `grantConsumeMessages` and `SqsEventSource` read URLs.
 */
export interface Access {
  readonly locations: Locations;
  /** The key of a recipe in the input's bucket. */
  readonly recipeKey: string | undefined;
  readonly receiveFrom: sqs.IQueue;
  /** One function tells of changes; the other requests images, and its own work at a later time. */
  readonly sendTo: readonly sqs.IQueue[];
  /** The queue whose messages the function counts. */
  readonly counts?: sqs.IQueue;
  readonly logGroup: logs.ILogGroup;
}

/** Makes the only policy of one function's role. */
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
      maySend(access.sendTo),
      ...(access.counts ? [allow(['sqs:GetQueueAttributes'], [access.counts.queueArn])] : []),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [access.logGroup.logGroupArn]),
    ],
  });
}

/** Makes the only policy of the role that tells of a deployment. */
export function makeAnnouncerPolicy({
  locations: { state, output },
  sendTo,
  logGroup,
}: Pick<Access, 'locations' | 'sendTo' | 'logGroup'>): iam.PolicyDocument {
  const { bucket } = state;
  const key = `${state.prefix}${DEPLOYMENT_FILE}`;
  return new iam.PolicyDocument({
    statements: [
      allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [bucket.arnForObjects(key)]),
      allow(['s3:ListBucket'], [bucket.bucketArn], { StringEquals: { 's3:prefix': key } }),
      ...mayUseKeys({ input: output, output }),
      maySend(sendTo),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ],
  });
}

/** As `STATE_FILES` in src/state/state-file.ts names it. */
const DEPLOYMENT_FILE = 'deployment.json';

function maySend(to: readonly sqs.IQueue[]): iam.PolicyStatement {
  return allow(
    ['sqs:SendMessage'],
    to.map(({ queueArn }) => queueArn),
  );
}

/** The input is read-only. This is the last guard against outputs that become inputs. */
function mayReadAndWrite({ locations: { input, output, state }, recipeKey }: Access): iam.PolicyStatement[] {
  const read = allow(['s3:GetObject'], [input.objectsArn]);
  const write = allow(
    ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject'],
    [output.objectsArn, state.objectsArn],
  );
  if (recipeKey === undefined || recipeKey.startsWith(input.prefix)) return [read, write];
  return [read, write, allow(['s3:GetObject'], [input.bucket.arnForObjects(recipeKey)])];
}

/** Without this right, S3 answers 403 for a missing key, not 404. For that check, S3 takes the key as the prefix. */
function mayList({ input, output, state }: Locations): iam.PolicyStatement[] {
  const listing = (locations: readonly BucketPrefix[]) =>
    allow(['s3:ListBucket'], [locations[0]!.bucket.bucketArn], {
      StringLike: { 's3:prefix': locations.map(({ prefix }) => `${prefix}*`) },
    });
  return isSameBucket(input.bucket, output.bucket)
    ? [listing([input, output, state])]
    : [listing([input]), listing([output, state])];
}

/** Needed only if a bucket is encrypted with the customer's own key. */
function mayUseKeys({ input, output }: Pick<Locations, 'input' | 'output'>): iam.PolicyStatement[] {
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
