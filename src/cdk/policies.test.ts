import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import type { Statement } from './testing/deployment.js';
import { deploy, Synthesised } from './testing/deployment.js';
import { both, bucketArn, built, existing, inBucket, own } from './testing/stacks.js';

const below = (prefix: string) => ({ 'Fn::Join': ['', [bucketArn, `/${prefix}*`]] });

interface Role {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  readonly ManagedPolicyArns?: unknown;
}
const statementsOf = (template: Synthesised, role: string) =>
  (template.properties(role) as Role).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const CONSUME = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];
const WRITE = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'];
const READ = 's3:GetObject';
const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const allow = (Action: string | string[], Resource: unknown, Condition?: unknown): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition !== undefined && { Condition }),
});
const ifPrefix = (...prefixes: string[]) => ({ StringLike: { 's3:prefix': prefixes } });

describe('rights', () => {
  const data = [
    allow(READ, below('raw-images/')),
    allow(WRITE, [below('augmented-images.augment/'), below('augmented-images/')]),
    allow(
      's3:ListBucket',
      bucketArn,
      ifPrefix('raw-images/*', 'augmented-images/*', 'augmented-images.augment/*'),
    ),
  ];

  it('of the function that augments are exactly these', () => {
    expect(statementsOf(own, 'FunctionRole')).toEqual([
      ...data,
      allow(CONSUME, own.arn('Queue')),
      allow('sqs:SendMessage', own.arn('ReconcileQueue')),
      allow(LOG, own.arn('FunctionLog')),
    ]);
  });

  it('of the function that reconciles are exactly these', () => {
    expect(statementsOf(own, 'ReconcilerRole')).toEqual([
      ...data,
      allow(CONSUME, own.arn('ReconcileQueue')),
      allow('sqs:SendMessage', [own.arn('Queue'), own.arn('ReconcileQueue')]),
      allow('sqs:GetQueueAttributes', own.arn('Queue')),
      allow(LOG, own.arn('ReconcilerLog')),
    ]);
  });

  it('of the function that tells of a deployment are exactly these', () => {
    const file = 'augmented-images.augment/deployment.json';
    expect(statementsOf(own, 'AnnouncerRole')).toEqual([
      allow(WRITE.slice(1), { 'Fn::Join': ['', [bucketArn, `/${file}`]] }),
      allow('s3:ListBucket', bucketArn, { StringEquals: { 's3:prefix': file } }),
      allow('sqs:SendMessage', own.arn('ReconcileQueue')),
      allow(LOG, own.arn('AnnouncerLog')),
    ]);
  });

  it('in two buckets reach only inputs and the recipe in one, and only outputs and state in the other', () => {
    expect(statementsOf(existing, 'FunctionRole')).toEqual([
      allow(READ, [inBucket('images/raw-images/*'), inBucket('images/settings/recipe.yaml')]),
      allow(WRITE, [inBucket('made/augmented-images.augment/*'), inBucket('made/augmented-images/*')]),
      allow('s3:ListBucket', inBucket('images'), ifPrefix('raw-images/*')),
      allow('s3:ListBucket', inBucket('made'), ifPrefix('augmented-images/*', 'augmented-images.augment/*')),
      allow(CONSUME, existing.arn('Queue')),
      allow('sqs:SendMessage', existing.arn('ReconcileQueue')),
      allow(LOG, existing.arn('FunctionLog')),
    ]);
  });

  it('include the customer keys of encrypted buckets', () => {
    const arn = (name: string) => `arn:aws:kms:eu-central-1:111111111111:key/${name}`;
    const template = new Synthesised(
      deploy(built, (stack) => {
        const bucket = (name: string) =>
          s3.Bucket.fromBucketAttributes(stack, name, {
            bucketName: name,
            encryptionKey: kms.Key.fromKeyArn(stack, `${name}-key`, arn(name)),
          });
        return { bucket: bucket('images'), outputBucket: bucket('made') };
      }),
    );
    const statements = statementsOf(template, 'FunctionRole');
    expect(statements.filter(({ Action }) => JSON.stringify(Action).includes('kms:'))).toEqual([
      allow('kms:Decrypt', arn('images')),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], arn('made')),
    ]);
  });

  it.each(both)('%s have wildcards only after the slash of a key', (_, template) => {
    for (const { Resource } of ['FunctionRole', 'ReconcilerRole', 'AnnouncerRole'].flatMap((role) =>
      statementsOf(template, role),
    )) {
      expect(JSON.stringify(Resource).replaceAll('/*"', '"')).not.toMatch(/[*?]/);
    }
  });

  it.each(both)(
    "%s come from no managed policy, but for the handler of notifications that is CDK's",
    (_, template) => {
      const roles = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
      const managed = roles.filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
      expect(managed.map(([id]) => id)).toEqual([expect.stringMatching(/^BucketNotificationsHandler/)]);
    },
  );

  it.each(both)('%s are not extended by policies outside the roles', (_, template) => {
    const policies = template.ofType('AWS::IAM::Policy').map(({ Properties }) => Properties.Roles);
    expect(policies).toEqual([[{ Ref: expect.stringMatching(/^BucketNotificationsHandler/) as string }]]);
  });
});
