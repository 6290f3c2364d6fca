import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenOddArea } from './area.js';
import type { Point } from './types.js';

const coordinate = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: -50, max: 700, noNaN: true }));
const ring = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 7 });

/** An empty ring changes nothing, but two rings are never taken for one convex one. */
function areaBySlabs(points: readonly Point[]): number {
  return evenOddArea([points, []]);
}

describe('the area of one ring', () => {
  it('is the same whether or not the ring is taken for convex', () => {
    fc.assert(
      fc.property(ring, (points) => {
        expect(evenOddArea([points])).toBeCloseTo(areaBySlabs(points), 6);
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, Point[]]>([
    ['a square', [[0, 0], [4, 0], [4, 4], [0, 4]]], // prettier-ignore
    ['a star, which turns one way but goes round twice', [[0, -9], [5, 7], [-8, -3], [8, -3], [-5, 7]]], // prettier-ignore
    ['a way back that crosses', [[0, 0], [1, 0], [1, 5], [1, -5], [2, -5], [2, 3], [0, 3]]], // prettier-ignore
    ['a point twice, where it turns the other way', [[0, 0], [4, 0], [2, 1], [2, 1], [4, 4], [0, 4]]], // prettier-ignore
  ])('holds for %s', (_, points) => {
    expect(evenOddArea([points])).toBeCloseTo(areaBySlabs(points), 9);
  });
});
