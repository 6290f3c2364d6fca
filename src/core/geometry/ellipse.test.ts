import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellipseHull } from './ellipse.js';
import { apply } from './matrix.js';
import type { Box, Matrix3 } from './types.js';

/** The hull of many points of the ellipse. */
function sampledHull([x0, y0, x1, y1]: Box, map: Matrix3): Box {
  const points = Array.from({ length: 7200 }, (_, i) => {
    const angle = (i * Math.PI) / 3600;
    const x = (x0 + x1) / 2 + ((x1 - x0) / 2) * Math.cos(angle);
    return apply(map, [x, (y0 + y1) / 2 + ((y1 - y0) / 2) * Math.sin(angle)]);
  });
  const ends = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [left, right] = ends(points.map(([x]) => x));
  const [top, bottom] = ends(points.map(([, y]) => y));
  return [left, top, right, bottom];
}

const coefficient = fc.double({ min: -2, max: 2, noNaN: true });
const shift = fc.double({ min: -50, max: 50, noNaN: true });
const tilt = fc.double({ min: -0.003, max: 0.003, noNaN: true });
const side = fc.double({ min: 0.5, max: 60, noNaN: true });

describe('ellipseHull', () => {
  it('is the hull of the ellipse, for affine and projective maps', () => {
    const maps = fc.tuple(coefficient, coefficient, shift, coefficient, coefficient, shift, tilt, tilt);
    fc.assert(
      fc.property(maps, fc.tuple(shift, shift, side, side), (values, [x, y, width, height]) => {
        const map: Matrix3 = [...values, 1];
        const box = [x, y, x + width, y + height] as const;
        const hull = ellipseHull(box, map)!;
        const sampled = sampledHull(box, map);
        hull.forEach((edge, k) => {
          expect(Math.abs(edge - sampled[k]!)).toBeLessThan(1e-3);
        });
      }),
    );
  });

  it('turns an ellipse of 16 × 6 by 30°', () => {
    const [sine, cosine] = [Math.sin(Math.PI / 6), Math.cos(Math.PI / 6)];
    const hull = ellipseHull([-16, -6, 16, 6], [cosine, sine, 0, -sine, cosine, 0, 0, 0, 1])!;
    [-14.177, -9.539, 14.177, 9.539].forEach((edge, k) => {
      expect(hull[k]).toBeCloseTo(edge, 3);
    });
  });

  it('has no hull where the ellipse reaches the horizon', () => {
    expect(ellipseHull([0, 0, 100, 100], [1, 0, 0, 0, 1, 0, -0.02, 0, 1])).toBeUndefined();
  });
});
