import { describe, expect, it } from 'vitest';
import { failedMinimum, KEEP_ALL_VISIBLE } from './filter.js';

/** 20 wide, 5 high. */
const BOX = [10, 30, 30, 35] as const;

describe('minima of labels', () => {
  it.each([
    ['min_visibility', 0.5],
    ['min_area', 100],
    ['min_width', 20],
    ['min_height', 5],
  ] as const)('%s keeps an object that just reaches it', (name, least) => {
    expect(failedMinimum({ ...KEEP_ALL_VISIBLE, [name]: least }, 0.5, BOX)).toBeUndefined();
    expect(failedMinimum({ ...KEEP_ALL_VISIBLE, [name]: least + 0.1 }, 0.5, BOX)).toBe(name);
  });

  it('do not let rounding decide', () => {
    const width = 0.1 + 0.2;
    const filter = { ...KEEP_ALL_VISIBLE, min_width: width };
    expect(failedMinimum(filter, 1, [0, 0, 0.3, 1])).toBeUndefined();
  });

  it('apply by visibility alone to what has no area', () => {
    const filter = { min_visibility: 0.5, min_area: 100, min_width: 100, min_height: 100 };
    expect(failedMinimum(filter, 0.5, undefined)).toBeUndefined();
    expect(failedMinimum(filter, 0.4, undefined)).toBe('min_visibility');
  });
});
