import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { alarms } from './sizing.js';

/** The functions' service name in logs, and the namespace of their metrics. */
export const SERVICE = 'augment-on-demand';
export const NAMESPACE = 'AugmentOnDemand';

const { period } = alarms;
const { MAXIMUM, SUM } = cloudwatch.Stats;

/** The number of messages that wait. */
export function depth(queue: sqs.IQueue): cloudwatch.Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ period, statistic: MAXIMUM });
}

/** The age of the oldest message, in seconds. */
export function ageOfOldest(queue: sqs.IQueue): cloudwatch.Metric {
  return queue.metricApproximateAgeOfOldestMessage({ period, statistic: MAXIMUM });
}

/** Invocations that Lambda refused because they were part of a loop. */
export function recursionsDropped(made: lambda.IFunction): cloudwatch.Metric {
  return made.metric('RecursiveInvocationsDropped', { period, statistic: SUM });
}

/** What a reconciliation counts in the whole input (lambda/report.ts). */
export function countedInInput(metricName: 'ImagesWithoutLabels' | 'UnusedFiles'): cloudwatch.Metric {
  return ofFunctions(metricName, MAXIMUM);
}

/** A metric that the functions write (lambda/report.ts). */
export function counted(
  metricName: 'Images' | 'Variants' | 'Objects' | 'Failures' | 'Bytes',
): cloudwatch.Metric {
  return ofFunctions(metricName, SUM);
}

function ofFunctions(metricName: string, statistic: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service: SERVICE },
    period,
    statistic,
  });
}
