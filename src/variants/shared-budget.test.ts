import { expect, it } from 'vitest';
import { shareMemory, SharedBudget } from './shared-budget.js';

it('lets the work of several threads begin as long as it fits', async () => {
  const shared = shareMemory(10 * 2 ** 20);
  const [one, other] = [new SharedBudget(shared), new SharedBudget(shared)];
  const running: string[] = [];
  let end: () => void = () => undefined;
  const first = one.within(6 * 2 ** 20, () => new Promise<void>((resolve) => (end = resolve)));
  const small = other.within(4 * 2 ** 20, () => Promise.resolve(running.push('small')));
  const large = other.within(5 * 2 ** 20, () => Promise.resolve(running.push('large')));
  await small;
  expect(running).toEqual(['small']);
  end();
  await Promise.all([first, large]);
  expect(running).toEqual(['small', 'large']);
  // All of it was given back, and more than all of it runs alone.
  expect(await one.within(2 ** 40, () => Promise.resolve('alone'))).toBe('alone');
});
