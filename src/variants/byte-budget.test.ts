import { describe, expect, it } from 'vitest';
import { ByteBudget, engineShare, fileBudget } from './byte-budget.js';

/** Work of a certain size that ends when the test says so. */
function works(budget: ByteBudget, sizes: readonly number[]) {
  const running = new Set<number>();
  const ends: (() => void)[] = [];
  const all = sizes.map((bytes, i) =>
    budget.within(bytes, async () => {
      running.add(i);
      await new Promise<void>((end) => (ends[i] = end));
      running.delete(i);
    }),
  );
  const end = async (i: number) => {
    ends[i]!();
    await all[i];
  };
  return { running: () => [...running], end };
}

describe('a budget of bytes', () => {
  it('begins work in order, as long as it fits', async () => {
    const { running, end } = works(new ByteBudget(10), [4, 6, 1, 9]);
    await Promise.resolve();
    expect(running()).toEqual([0, 1]);
    await end(0);
    expect(running()).toEqual([1, 2]);
    // The last one needs the room of both.
    await end(1);
    expect(running()).toEqual([2, 3]);
  });

  it('lets work that is larger than all of it run alone', async () => {
    const { running, end } = works(new ByteBudget(10), [1, 50, 1]);
    await Promise.resolve();
    expect(running()).toEqual([0]);
    await end(0);
    expect(running()).toEqual([1]);
    await end(1);
    expect(running()).toEqual([2]);
  });

  it('gives back what failed work had taken', async () => {
    const budget = new ByteBudget(10);
    await expect(budget.within(10, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await budget.within(10, () => Promise.resolve('done'))).toBe('done');
  });
});

it('the budgets of files and of the engine are the memory together', () => {
  expect(fileBudget(1000).total + engineShare(1000)).toBe(1000);
});
