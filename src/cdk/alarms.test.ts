import { describe, expect, it } from 'vitest';
import { deploy, Synthesised } from './testing/deployment.js';
import { built, existing, own } from './testing/stacks.js';

describe('alarms', () => {
  const alarms = existing.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

  it.each([
    ['ApproximateNumberOfMessagesVisible', 'DeadLetters', 1],
    ['ApproximateNumberOfMessagesVisible', 'ReconcileDeadLetters', 1],
    ['ApproximateAgeOfOldestMessage', 'Queue', 6 * 3600],
    ['ApproximateAgeOfOldestMessage', 'ReconcileQueue', 6 * 3600],
    ...['Function', 'Reconciler'].flatMap((name) => [
      ['Errors', name, 1] as const,
      ['Throttles', name, 1] as const,
      ['RecursiveInvocationsDropped', name, 1] as const,
    ]),
  ] as const)('%s of %s', (metric, id, threshold) => {
    const found = alarms.filter(
      ({ MetricName, Dimensions }) =>
        MetricName === metric && JSON.stringify(Dimensions).includes(existing.id(id)),
    );
    expect(found).toMatchObject([
      {
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: expect.stringMatching(/^Topic/) as string }],
      },
    ]);
  });

  it('are exactly these, and notify nobody without a topic', () => {
    expect(alarms).toHaveLength(10);
    for (const { Properties } of own.ofType('AWS::CloudWatch::Alarm')) {
      expect(Properties).not.toHaveProperty('AlarmActions');
    }
  });
});

describe('without monitoring', () => {
  const without = new Synthesised(deploy(built, () => ({ monitoring: false })));

  it('there is nothing that costs without uploads', () => {
    expect(without.ofType('AWS::CloudWatch::Alarm')).toEqual([]);
    expect(without.ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
  });

  it.each(['Function', 'Reconciler'])('the metrics of %s are off', (id) => {
    const off = { Environment: { Variables: { POWERTOOLS_METRICS_DISABLED: 'true' } } };
    expect(without.properties(id)).toMatchObject(off);
    expect(own.properties(id)).not.toMatchObject(off);
  });
});

describe('the dashboard', () => {
  const [dashboard] = own.ofType('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard!.Properties.DashboardBody);

  it.each(['Images', 'Variants', 'Objects', 'Failures', 'Bytes'])(
    'shows %s as the functions count it',
    (metric) => {
      const counted = JSON.stringify(['AugmentOnDemand', metric, 'service', 'augment-on-demand']);
      expect(body.replaceAll('\\', '')).toContain(counted.slice(0, -1));
    },
  );

  it.each([
    'ApproximateNumberOfMessagesVisible',
    'ApproximateAgeOfOldestMessage',
    'Invocations',
    'Errors',
    'Duration',
  ])('shows %s', (metric) => {
    expect(body).toContain(metric);
  });
});
