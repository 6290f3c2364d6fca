import { setTimeout as wait } from 'node:timers/promises';

export interface RetryPolicy {
  /** Number of attempts, including the first. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  /** Whether the work may succeed if it is tried again. */
  readonly isWorthwhile: (error: unknown) => boolean;
}

/**
 * Repeats the work until it succeeds. @throws what the last attempt threw, or the first error that is not worthwhile
 */
export async function retry<T>(work: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === policy.attempts || !policy.isWorthwhile(error)) throw error;
    }
    await waitAfter(attempt, policy.firstWaitMs);
  }
}

/** Doubles each time. A random part prevents two tasks that conflict from retrying at the same time. */
async function waitAfter(attempt: number, firstWaitMs: number): Promise<void> {
  await wait(firstWaitMs * 2 ** attempt * (0.5 + Math.random()));
}
