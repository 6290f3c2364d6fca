import { Duration } from 'aws-cdk-lib';

/** Every number of the deployment, each with its reason. What follows from a number is computed from it. */

export const augmenting = {
  /** MB. Lambda gives a whole vCPU from 1,769 MB on; the kernels use one thread, and a 50 MP photo peaks at 740 MB. */
  memory: 1769,
  /** Ten photos of the worst kind that the default limits let in: 100 MP, half a minute with its variants. */
  timeout: Duration.minutes(5),
  /**
   * Messages. Ten share the cost of an invocation and of a cold start; more would need a longer timeout, and a window
   * in which Lambda waits for them, which would hold back a single upload.
   */
  batchSize: 10,
  /**
   * Invocations at a time. Ten fit the quota of a new AWS account, and make some 60,000 photos of 12 MP an hour by calculation.
   * A higher number costs the same per photo.
   */
  maxConcurrency: 10,
};

export const reconciling = {
  memory: augmenting.memory,
  /** Lambda's longest: all Records of the data set are read. */
  timeout: Duration.minutes(15),
  /** Messages. They all ask for the same, so one run answers as many as there are. */
  batchSize: 10,
  /** Lets the uploads of a minute be described by one run. */
  delay: Duration.seconds(60),
};

export const queues = {
  /** A photo that takes its function down has taken others' batches with it: they get four more chances. */
  maxReceiveCount: 5,
  /** Longer than a backlog of five million photos takes at ten at a time. */
  retention: Duration.days(4),
  /** SQS's longest. It counts from the first sending, so ten days are left to look. */
  deadLetterRetention: Duration.days(14),
};

/** CloudWatch's `threshold` is met at or above the number. */
export const alarms = {
  period: Duration.minutes(5),
  /** One photo that was given up is one too many. */
  deadLetters: 1,
  /** Beyond the two and a half hours that a failing message spends in retries, and far below the retention. */
  age: Duration.hours(6),
  /** What is expected to fail is answered per message; an error is a crash, a timeout or memory that ran out. */
  errors: 1,
  /** Below `maxConcurrency`, a throttle says that the account's quota is used up. */
  throttles: 1,
  /** Lambda stopped a loop: outputs or messages come back as inputs. */
  recursions: 1,
};

/** What AWS asks for: six times the timeout, so that a throttled batch is tried again before others are given it. */
export function visibilityTimeout({ timeout }: { readonly timeout: Duration }): Duration {
  return Duration.seconds(6 * timeout.toSeconds());
}
