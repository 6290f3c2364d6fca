/**
 * US dollars in us-east-1 without free tiers, list prices of the beginning of 2026. Current prices are at aws.amazon.com/lambda/pricing, /s3/pricing (Standard) and /sqs/pricing.
 */
const PRICES = {
  /** For a GB-second. */
  compute: { arm64: 0.0000133334, x86_64: 0.0000166667 },
  invocation: 0.2e-6,
  /** GET, HEAD and all others. */
  read: 0.4e-6,
  /** PUT, COPY, POST and LIST. DELETE is free. */
  write: 5e-6,
  /** For a request to a standard queue. */
  queue: 0.4e-6,
  /** For a request to a FIFO queue. */
  fifo: 0.5e-6,
};

/** The memory of both sides, with which Lambda gives a whole processor. */
export const MEMORY_MB = 1769;

/**
 * The price of a million images, term by term.
 *
 * @param {object} use what one image needs
 *   `billed`: milliseconds; `invocations`; `requests`: to S3, by kind; `messages`: those that S3 sends to the queue;
 *   `receives`: requests by which Lambda receives messages, and as many by which it deletes them; `sends`: messages to
 *   the FIFO queue of reconciliations
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
