import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../geometry/matrix.js';
import type { WarpOperation } from '../../plan/operations.js';
import { sample } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const shares = fc.array(share, { minLength: 8, maxLength: 8 });
const side = fc.integer({ min: 20, max: 400 });

function operationsOf(scale: number, drawn: readonly number[], width: number, height: number) {
  return sample('RandomPerspective', { distortion_scale: scale }, sceneOf(width, height), drawn);
}

describe('RandomPerspective', () => {
  it('moves each corner inwards, by at most its share of half the side', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        shares,
        side,
        side,
        (scale, drawn, w, h) => {
          const operations = operationsOf(scale, drawn, w, h);
          if (operations.length === 0) return;
          const { matrix, width, height } = operations[0] as WarpOperation;
          expect([width, height]).toEqual([w, h]);
          const corners = [0, 1, 2, 3].map((i) => [i % 3 === 0 ? 0 : w - 1, i < 2 ? 0 : h - 1] as const);
          for (const corner of corners) {
            const [x, y] = apply(matrix, corner);
            const inwards = [Math.abs(x - corner[0]), Math.abs(y - corner[1])];
            const whole = inwards.map(Math.round) as [number, number];
            expect(Math.abs(inwards[0]! - whole[0]) + Math.abs(inwards[1]! - whole[1])).toBeLessThan(1e-6);
            expect(whole[0]).toBeLessThanOrEqual((scale * w) / 2);
            expect(whole[1]).toBeLessThanOrEqual((scale * h) / 2);
          }
        },
      ),
    );
  });

  it('leaves an image alone whose corners stay, or would make no convex shape', () => {
    expect(operationsOf(0, Array<number>(8).fill(0.9), 100, 80)).toEqual([]);
    expect(operationsOf(1, [0.99, 0.99, 0, 0, 0, 0, 0, 0], 100, 80)).toEqual([]);
    expect(operationsOf(0.9, Array<number>(8).fill(0), 1, 1)).toEqual([]);
  });
});
