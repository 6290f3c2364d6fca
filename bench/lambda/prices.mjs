/**
 * US dollars in us-east-1 without free tiers, list prices of the beginning of 2026: look them up before you count on them,
 * at aws.amazon.com/lambda/pricing, /s3/pricing (Standard) and /sqs/pricing.
 */
const PRICES = {
  /** A GB-second. */
  compute: { arm64: 0.0000133334, x86_64: 0.0000166667 },
  invocation: 0.2e-6,
  /** GET, HEAD and all others. */
  read: 0.4e-6,
  /** PUT, COPY, POST and LIST. DELETE is free. */
  write: 5e-6,
  /** A standard queue's request. */
  queue: 0.4e-6,
  /** A FIFO queue's. */
  fifo: 0.5e-6,
};

/** What both sides are given: a whole processor. */
export const MEMORY_MB = 1769;

/**
 * A million photos, term by term.
 *
 * @param {object} use of one photo
 *   `billed`: milliseconds; `invocations`; `requests`: to S3, by kind; `messages`: what S3 puts into the queue;
 *   `receives`: requests by which Lambda takes messages out, and as many by which it deletes them; `sends`: to the
 *   FIFO queue of those who look at the whole data set
 * @param {'arm64' | 'x86_64'} architecture
 */
export function dollarsPerMillion(
  { billed, invocations, requests, messages, receives, sends },
  architecture,
) {
  const terms = {
    compute: (MEMORY_MB / 1024) * (billed / 1000) * PRICES.compute[architecture],
    invocations: invocations * PRICES.invocation,
    reads: (requests.GET + requests.HEAD) * PRICES.read,
    writes: (requests.PUT + requests.LIST) * PRICES.write,
    queues: (messages + 2 * receives) * PRICES.queue + sends * PRICES.fifo,
  };
  const million = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, value * 1e6]));
  return { ...million, total: Object.values(million).reduce((sum, value) => sum + value, 0) };
}
