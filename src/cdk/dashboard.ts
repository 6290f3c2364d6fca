import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Watched } from './alarms.js';
import { ageOfOldest, counted, countedInInput, depth } from './metrics.js';
import { alarms } from './sizing.js';

const { period } = alarms;

/** Makes one page that shows whether uploads are processed, and what was made. */
export function makeDashboard(
  scope: Construct,
  { queues, augmenter, reconciler }: Watched,
): cloudwatch.Dashboard {
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 8 });
  const of = (label: string) => ({ period, label });
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        graph('Images and variants', [counted('Images'), counted('Variants'), counted('Failures')]),
        graph('Written', [counted('Objects')], [counted('Bytes')]),
        graph(
          'Waiting',
          [depth(queues.images), depth(queues.reconcile)],
          [depth(queues.deadLetters), depth(queues.reconcileDeadLetters)],
        ),
      ],
      [
        graph('Longest wait (s)', [ageOfOldest(queues.images), ageOfOldest(queues.reconcile)]),
        graph(
          'Invocations and errors',
          [augmenter.metricInvocations(of('augment')), reconciler.metricInvocations(of('reconcile'))],
          [
            augmenter.metricErrors(of('augment: errors')),
            reconciler.metricErrors(of('reconcile: errors')),
            augmenter.metricThrottles(of('augment: throttles')),
          ],
        ),
        graph(
          'Duration (ms)',
          [
            augmenter.metricDuration({ ...of('augment: p50'), statistic: cloudwatch.Stats.p(50) }),
            augmenter.metricDuration({ ...of('augment: p99'), statistic: cloudwatch.Stats.p(99) }),
          ],
          [reconciler.metricDuration({ ...of('reconcile: longest'), statistic: cloudwatch.Stats.MAXIMUM })],
        ),
      ],
      [graph('Not used', [countedInInput('ImagesWithoutLabels'), countedInInput('UnusedFiles')])],
    ],
  });
}
