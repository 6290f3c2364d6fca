import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ageOfOldest, depth, recursionsDropped } from './metrics.js';
import type { Queues } from './queues.js';
import { alarms } from './sizing.js';

export interface Watched {
  readonly queues: Queues;
  readonly augmenter: lambda.Function;
  readonly reconciler: lambda.Function;
}

/** Makes alarms for problems that need a person. Problems that a retry solves raise no alarm. */
export function makeAlarms(parent: Construct, watched: Watched, topic: sns.ITopic | undefined): void {
  const { queues, augmenter, reconciler } = watched;
  const scope = new Construct(parent, 'Alarms');
  const add = (id: string, metric: cloudwatch.IMetric, threshold: number, alarmDescription: string) => {
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // Without uploads there are no data.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (topic) alarm.addAlarmAction(new SnsAction(topic));
  };

  add('DeadLetters', depth(queues.deadLetters), alarms.deadLetters, 'Images failed all retries.');
  add(
    'ReconcileDeadLetters',
    depth(queues.reconcileDeadLetters),
    alarms.deadLetters,
    'The reconciliation of the data set failed all retries.',
  );
  add(
    'Age',
    ageOfOldest(queues.images),
    alarms.age.toSeconds(),
    'Images wait long. maxConcurrency may be too low.',
  );
  add(
    'ReconcileAge',
    ageOfOldest(queues.reconcile),
    alarms.age.toSeconds(),
    'The data set was not reconciled for long: files about it are old, and deferred images wait.',
  );
  for (const [name, made] of [
    ['Augment', augmenter],
    ['Reconcile', reconciler],
  ] as const) {
    add(
      `${name}Errors`,
      made.metricErrors({ period: alarms.period }),
      alarms.errors,
      'The function crashed, timed out, or ran out of memory.',
    );
    add(
      `${name}Throttles`,
      made.metricThrottles({ period: alarms.period }),
      alarms.throttles,
      "The account's quota of concurrent invocations is used up.",
    );
    add(
      `${name}Recursion`,
      recursionsDropped(made),
      alarms.recursions,
      'Lambda stopped a loop: the function received what it had written.',
    );
  }
}
