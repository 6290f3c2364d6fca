import { setTimeout as wait } from 'node:timers/promises';

export interface RetryPolicy {
  /** How often the work is tried in all. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  /** Whether the work may succeed if it is tried again. */
  readonly isWorthwhile: (error: unknown) => boolean;
}

/** Does the work until it succeeds. @throws what the last attempt threw, or the first error that is not worthwhile */
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

/** Twice as long each time, and never the same for two tasks that wait for each other. */
async function waitAfter(attempt: number, firstWaitMs: number): Promise<void> {
  await wait(firstWaitMs * 2 ** attempt * (0.5 + Math.random()));
}
