import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 20;

/**
 * Waits for a condition: repeats `check` until it does not throw.
 * @param seconds a limit for broken code, far longer than a busy machine needs
 * @returns what `check` returns
 * @throws Error with the last failure as its cause
 */
export async function eventually<T>(check: () => T | Promise<T>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`still not so after ${seconds} s`, { cause });
    }
    await pause(INTERVAL_MS);
  }
}
