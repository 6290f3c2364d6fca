import { expect, it } from 'vitest';
import { LeastRecent } from './least-recent.js';

it('drops what was not used for the longest time', () => {
  const kept = new LeastRecent<string>(10);
  kept.set('a', 'A', 4);
  kept.set('b', 'B', 4);
  expect(kept.get('a')).toBe('A');
  kept.set('c', 'C', 4);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual(['A', undefined, 'C']);
  kept.set('c', 'C2', 100);
  expect([kept.get('a'), kept.get('c')]).toEqual([undefined, 'C2']);
});
