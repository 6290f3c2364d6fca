/**
 * After so many deliveries, SQS moves a message to the dead letters. As in src/cdk/sizing.ts, which a test compares.
 * @internal exported for tests
 */
export const MOST_DELIVERIES = 5;

/**
 * SQS keeps a dead letter for so long. As in src/cdk/sizing.ts, which a test compares.
 * @internal exported for tests
 */
export const DEAD_LETTERS_KEPT_S = 14 * 24 * 3600;

/**
 * While a batch is under way, its messages are hidden for so long, again and again. If the function dies, they come again
 * after this time, and not after the queue's visibility timeout. No image keeps the event loop busy for nearly as long.
 */
export const HIDDEN_S = 90;

/** For so long a message waits after its first, second, … failure: a cause that passes has some two and a half hours. */
const PAUSES_S = [60, 300, 1800, 7200];

/** How soon a message that was put back comes again, in seconds. @param deliveries so far, this one included */
export function pauseAfter(deliveries: number): number {
  return PAUSES_S[Math.min(deliveries, PAUSES_S.length) - 1]!;
}

/** How long a message that was put back exists: until it comes again, or as one of the dead letters. In seconds. */
export function existsAfter(deliveries: number): number {
  return deliveries < MOST_DELIVERIES ? pauseAfter(deliveries) + HIDDEN_S : DEAD_LETTERS_KEPT_S;
}
