import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, spanOf, unitOf } from './number-span.js';

describe('what a slider goes through', () => {
  it.each([
    ['the bounds', { minimum: 0, maximum: 1 }, '', [0.5], { low: 0, high: 1, step: 0.01 }],
    ['a turn', {}, 'degrees', [0], { low: -180, high: 180, step: 2 }],
    ['around nothing', {}, '', [-0.2, 0.2], { low: -0.5, high: 0.5, step: 0.01 }],
    ['above nothing', {}, '', [1, 1.2], { low: 0, high: 5, step: 0.05 }],
    ['whole numbers', { minimum: 3, whole: true }, '', [3, 7], { low: 3, high: 20, step: 1 }],
    [
      'bounds that are near',
      { minimum: 1, maximum: 100, whole: true },
      '',
      [90],
      { low: 1, high: 100, step: 1 },
    ],
    [
      'no bounds that are far',
      { minimum: 0, maximum: 1e6, whole: true },
      '',
      [1],
      { low: 0, high: 10, step: 1 },
    ],
    [
      'numbers too large for single steps',
      { minimum: 1, whole: true },
      '',
      [1e8],
      { low: 1, high: 2e8, step: 1e6 },
    ],
    ['pixels', { minimum: 0 }, 'pixels', [0], { low: 0, high: 100, step: 1 }],
    ['a lower bound alone', { minimum: 0 }, '', [0], { low: 0, high: 1, step: 0.01 }],
  ] as const)('%s', (_, bounds, unit, values, expected) => {
    expect(spanOf(bounds, unit, values)).toEqual(expected);
  });

  it('has all the numbers at hand', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, whole) => {
        const { low, high, step } = spanOf(whole ? { whole: true } : {}, '', values);
        for (const value of values) expect(value >= low && value <= high).toBe(true);
        expect(low < high && step > 0).toBe(true);
      }),
    );
  });

  it('leaves the thumb alone that is not moved', () => {
    expect(moved([-0.0625, 0.0625], [-0.06, 0.07])).toEqual([-0.0625, 0.07]);
    expect(moved([-0.0625, 0.0625], [-0.07, 0.06])).toEqual([-0.07, 0.0625]);
  });

  it('knows units', () => {
    expect(unitOf('Angle in degrees, counter-clockwise.')).toBe('degrees');
    expect(unitOf('Translation in whole pixels.')).toBe('pixels');
    expect(unitOf('The brightness.')).toBe('');
  });
});
