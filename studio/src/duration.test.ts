import { expect, it } from 'vitest';
import { describeDuration } from './duration.js';

it.each([
  [0.2, '1 s'],
  [-3, '0 s'],
  [89, '89 s'],
  [91, '2 min'],
  [5399, '1 h 30 min'],
  [5000, '83 min'],
  [3 * 3600 + 59.5 * 60, '4 h 0 min'],
])('says %d seconds as %s', (seconds, text) => {
  expect(describeDuration(seconds)).toBe(text);
});
