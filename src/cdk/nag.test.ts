import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { afterAll, describe, expect, it } from 'vitest';
import { Built, deploy } from './testing/deployment.js';
import type { Deployment } from './testing/deployment.js';

const built = new Built();
afterAll(() => {
  built.remove();
});

interface Finding {
  readonly id: string;
  readonly at: readonly IConstruct[];
  readonly reason: string;
}

/** What `AwsSolutionsChecks` finds, each with the reason why it stays. */
function findingsIn({ stack, augment }: Deployment): Finding[] {
  const { Ref: bucket } = stack.resolve(augment.bucket.bucketName) as { Ref: string };
  const keysBelow = (prefix: string): Finding => ({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${prefix}*]`,
    at: [augment.role, augment.reconcilerRole],
    reason: `Which photos come is not known; no key outside ${prefix} is reached.`,
  });
  return [
    keysBelow('raw-images/'),
    keysBelow('augmented-images/'),
    keysBelow('augmented-images.augment/'),
    {
      id: 'AwsSolutions::AwsSolutions-S1',
      at: [augment.bucket],
      reason:
        'Access logs cost as much as the photos of a busy bucket; who needs them gives a bucket that has them.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      at: [stack.node.findChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834')],
      reason: "CDK's own handler of bucket notifications, which one stack has once, for all its buckets.",
    },
  ];
}

/** @returns the ids of what is found */
function check({ app }: Deployment): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return [];
  } catch (error) {
    const ids = [...String(error).matchAll(/Acknowledge with '(.+)'/g)].map(([, id]) => id!);
    if (ids.length === 0) throw error;
    return [...new Set(ids)].sort();
  }
}

describe('cdk-nag', () => {
  it('finds what has a reason to stay, and nothing else', () => {
    const deployment = deploy(built);
    const findings = findingsIn(deployment);
    expect(check(deployment)).toEqual(findings.map(({ id }) => id).sort());
  });

  it('is content once that is acknowledged where it is', () => {
    const deployment = deploy(built);
    for (const { id, at, reason } of findingsIn(deployment)) {
      for (const construct of at) Validations.of(construct).acknowledge({ id, reason });
    }
    expect(check(deployment)).toEqual([]);
  });
});
