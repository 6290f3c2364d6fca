import { describe, expect, it } from 'vitest';
import { retry } from './retry.js';

const policy = { attempts: 3, firstWaitMs: 0, isWorthwhile: (error: unknown) => error instanceof RangeError };

function failingTimes(times: number, error: Error): { work: () => Promise<string>; calls: () => number } {
  let calls = 0;
  const work = () => (++calls > times ? Promise.resolve('done') : Promise.reject(error));
  return { work, calls: () => calls };
}

describe('retry', () => {
  it('tries until the work succeeds', async () => {
    const { work, calls } = failingTimes(2, new RangeError('again'));
    expect(await retry(work, policy)).toBe('done');
    expect(calls()).toBe(3);
  });

  it('gives up after the last attempt', async () => {
    const { work, calls } = failingTimes(3, new RangeError('again'));
    await expect(retry(work, policy)).rejects.toThrow('again');
    expect(calls()).toBe(3);
  });

  it('does not repeat work that cannot succeed', async () => {
    const { work, calls } = failingTimes(1, new TypeError('a defect'));
    await expect(retry(work, policy)).rejects.toThrow('a defect');
    expect(calls()).toBe(1);
  });
});
