import { describe, expect, it } from 'vitest';
import { describeSeconds } from './progress.js';

describe('the time left', () => {
  it.each([
    ['INF', '?'],
    ['NULL', '?'],
    [Infinity, '?'],
    [7, '7s'],
    [68, '1m08s'],
    [7260, '2h01m'],
  ])('%s is shown as %s', (seconds, shown) => {
    expect(describeSeconds(seconds)).toBe(shown);
  });
});
