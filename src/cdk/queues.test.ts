import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { Statement, Synthesised } from './testing/deployment.js';
import { bucketArn, existing, inBucket, own } from './testing/stacks.js';

describe('queues', () => {
  const names = ['Queue', 'DeadLetters', 'ReconcileQueue', 'ReconcileDeadLetters'];

  it.each(names)('%s is encrypted, and refuses requests without TLS', (name) => {
    expect(own.properties(name)).toMatchObject({ SqsManagedSseEnabled: true });
    expect(queuePolicy(own, name)).toContainEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: own.arn(name),
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it.each([
    ['Queue', 'DeadLetters'],
    ['ReconcileQueue', 'ReconcileDeadLetters'],
  ])('%s gives up after five attempts, and keeps dead letters for days', (name, deadLetters) => {
    expect(own.properties(name)).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: own.arn(deadLetters), maxReceiveCount: 5 },
    });
    const retention = (of: string) =>
      (own.properties(of) as { MessageRetentionPeriod: number }).MessageRetentionPeriod;
    expect(retention(deadLetters)).toBe(Duration.days(14).toSeconds());
    expect(retention(name)).toBeLessThan(retention(deadLetters));
  });

  it.each([
    ['with a bucket of its own', own, bucketArn],
    ['with existing buckets', existing, inBucket('images')],
  ] as const)('%s take messages only from that bucket of that account', (_, template, arn) => {
    const allowed = names
      .flatMap((name) => queuePolicy(template, name))
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: template.arn('Queue'),
        Condition: {
          ArnEquals: { 'aws:SourceArn': arn },
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        },
      },
    ]);
  });
});

function queuePolicy(template: Synthesised, queue: string): readonly Statement[] {
  const { PolicyDocument } = template.properties(`${queue}Policy`) as {
    PolicyDocument: { Statement: readonly Statement[] };
  };
  return PolicyDocument.Statement;
}
