import { Duration, Size } from 'aws-cdk-lib';

/** Every number of the deployment, each with its reason. Numbers that depend on others are computed from these. */

export const augmenting = {
  /** MB. From 1,769 MB on, Lambda gives a whole vCPU. The kernels use one thread, and a 50 MP image peaks at 740 MB. */
  memory: 1769,
  /**
   * Lambda's maximum, which costs nothing by itself. Ten of the slowest images within the default limits (100 MP with
   * alpha as PNG: 50 s each with eight variants) take more than half of it. What cannot be finished is put back.
   */
  timeout: Duration.minutes(15),
  /**
   * Messages. Ten share the cost of an invocation and of a cold start. More would need a longer timeout, and a batching
   * window, which would delay a single upload.
   */
  batchSize: 10,
  /**
   * Invocations at a time. A new AWS account may have a quota of ten: eight leave one for the reconciliation and one for
   * a deployment. They augment about 48,000 images of 12 MP an hour (calculated). A higher number costs the same per
   * image.
   */
  maxConcurrency: 8,
};

export const reconciling = {
  memory: augmenting.memory,
  /** Lambda's maximum, since all keys of the data set are listed. */
  timeout: Duration.minutes(15),
  /**
   * Lambda's maximum, for the files that hold the labels of all images. It costs a hundredth of what the function costs,
   * and only while it runs.
   */
  storage: Size.gibibytes(10),
  /** Messages, SQS's maximum for a FIFO queue. One answer does for all of them. */
  batchSize: 10,
  /**
   * One answer covers all uploads of a minute. At least REQUEST_WINDOW_MS in lambda/pace.ts, and longer than
   * TOLD_IN_TIME_MS in lambda/telling.ts.
   */
  delay: Duration.seconds(60),
};

/** The function that tells of a deployment: two small requests. */
export const announcing = {
  memory: 256,
  timeout: Duration.minutes(1),
};

export const queues = {
  /** An image that ends the function brings its whole batch back. The other images get four more attempts. */
  maxReceiveCount: 5,
  /** Longer than a backlog of five million images takes with eight invocations at a time. */
  retention: Duration.days(4),
  /** SQS's maximum. It counts from the first sending, so at least ten days remain for a person to react. */
  deadLetterRetention: Duration.days(14),
};

/** An alarm is raised at or above these numbers. */
export const alarms = {
  period: Duration.minutes(5),
  /** Even one image that failed all retries needs a person. */
  deadLetters: 1,
  /**
   * Longer than the two and a half hours that a failing message spends in retries, longer than the pause after the longest
   * reconciliation, and far below the retention.
   */
  age: Duration.hours(6),
  /** Expected failures are reported per message. An error is a crash, a timeout, or a lack of memory. */
  errors: 1,
  /** Since `maxConcurrency` limits invocations, a throttle means that the account's quota is used up. */
  throttles: 1,
  /** Lambda stopped a loop: the function received its own outputs or messages. */
  recursions: 1,
};

/** AWS recommends six times the timeout, so that Lambda can retry a throttled batch before SQS delivers it again. */
export function visibilityTimeout({ timeout }: { readonly timeout: Duration }): Duration {
  return Duration.seconds(6 * timeout.toSeconds());
}
