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
    ['points twice, at which a way back turns that crosses', [[0, 0], [0, 0], [4, 4], [4, 0], [0, 4], [0, 4]]], // prettier-ignore
  ])('holds for %s', (_, points) => {
    expect(evenOddArea([points])).toBeCloseTo(areaBySlabs(points), 9);
  });
});

describe('the area of a convex ring', () => {
  const whole = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 }));

  it('is exact for whole numbers', () => {
    fc.assert(
      fc.property(whole, whole, whole, (a, b, c) => {
        const twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        expect(evenOddArea([[a, b, c]])).toBe(Math.abs(twice) / 2);
      }),
    );
  });

  it.each<[string, number, Point[]]>([
    ['upright edges', 12, [[0, 0], [4, 0], [4, 3], [0, 3]]], // prettier-ignore
    ['a point in the middle of an edge', 33, [[0, 0], [3, 1], [6, 2], [7, 9], [1, 5]]], // prettier-ignore
    ['many corners', 46.5, [[1, 3], [3, 1], [6, 0], [8, 1], [9, 4], [8, 7], [5, 8], [2, 7]]], // prettier-ignore
  ])('is exact with %s, wherever it begins and whichever way it runs', (_, area, ring) => {
    for (const start of ring.keys()) {
      const turned = [...ring.slice(start), ...ring.slice(0, start)];
      expect(evenOddArea([turned])).toBe(area);
      expect(evenOddArea([turned.toReversed()])).toBe(area);
    }
  });
});
