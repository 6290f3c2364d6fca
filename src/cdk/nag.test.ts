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

/** The findings of `AwsSolutionsChecks`, each with the reason why it stays. */
function findingsIn({ stack, augment }: Deployment): Finding[] {
  const { Ref: bucket } = stack.resolve(augment.bucket.bucketName) as { Ref: string };
  const keysBelow = (prefix: string): Finding => ({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${prefix}*]`,
    at: [augment.role, augment.reconcilerRole],
    reason: `The keys of uploads are not known in advance; only keys below ${prefix} are reached.`,
  });
  return [
    keysBelow('raw-images/'),
    keysBelow('augmented-images/'),
    keysBelow('augmented-images.augment/'),
    {
      id: 'AwsSolutions::AwsSolutions-S1',
      at: [augment.bucket],
      reason:
        'Access logs of a busy bucket cost as much as its images; users who need them pass a bucket that has them.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      at: [stack.node.findChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834')],
      reason: "CDK's own handler of bucket notifications, made once per stack for all its buckets.",
    },
  ];
}

/** @returns the ids of the findings */
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
  it('finds only what has a reason to stay', () => {
    const deployment = deploy(built);
    const findings = findingsIn(deployment);
    expect(check(deployment)).toEqual(findings.map(({ id }) => id).sort());
  });

  it('finds nothing after acknowledgements at these constructs', () => {
    const deployment = deploy(built);
    for (const { id, at, reason } of findingsIn(deployment)) {
      for (const construct of at) Validations.of(construct).acknowledge({ id, reason });
    }
    expect(check(deployment)).toEqual([]);
  });
});
