import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinPlate } from './thin-plate.js';
import type { Point } from './types.js';

const GRID = Array.from({ length: 16 }, (_, i): Point => [(i % 4) / 3, Math.floor(i / 4) / 3]);
const shift = fc.double({ min: -0.2, max: 0.2, noNaN: true });
const shifts = fc.array(fc.tuple(shift, shift), { minLength: 16, maxLength: 16 });

describe('thinPlate', () => {
  it('goes through its values', () => {
    fc.assert(
      fc.property(shifts, (values) => {
        const spline = thinPlate(GRID, values);
        GRID.forEach((point, i) => {
          expect(spline(point)[0]).toBeCloseTo(values[i]![0], 9);
          expect(spline(point)[1]).toBeCloseTo(values[i]![1], 9);
        });
      }),
    );
  });

  it('does not bend where the values are those of a linear function', () => {
    const linear = ([x, y]: Point): Point => [0.1 + 0.2 * x - 0.05 * y, 0.3 * y];
    const spline = thinPlate(GRID, GRID.map(linear));
    for (const point of [
      [0.4, 0.7],
      [1.3, -0.2],
    ] as const) {
      expect(spline(point)[0]).toBeCloseTo(linear(point)[0], 9);
      expect(spline(point)[1]).toBeCloseTo(linear(point)[1], 9);
    }
  });

  it('has the height of a bump between its points', () => {
    // By numpy.linalg.solve.
    const values = GRID.map((_, i): Point => (i === 5 ? [1, 0] : [0, 0]));
    const [height, none] = thinPlate(GRID, values)([0.5, 0.5]);
    expect(none).toBeCloseTo(0, 12);
    expect(height).toBeCloseTo(0.3295328897501202, 9);
  });

  it('stays finite where points coincide', () => {
    const spline = thinPlate([...GRID, [0, 0]], [...GRID, [0, 0]]);
    expect(spline([0.2, 0.9]).every(Number.isFinite)).toBe(true);
  });
});
