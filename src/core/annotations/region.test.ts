import { describe, expect, it } from 'vitest';
import type { Matrix3 } from '../geometry/types.js';
import type { WarpOperation } from '../plan/operations.js';
import { moveAnnotations } from './move.js';
import { followOperations } from './region.js';

const size = { width: 100, height: 100 };
const matrix: Matrix3 = [0.9, 0.1, 2, -0.1, 0.9, 3, 0.001, 0, 1];

function warp([a, b, c, d, e, f, g, h, i]: Matrix3, sign: 1 | -1): WarpOperation {
  const signed: Matrix3 = [
    a * sign,
    b * sign,
    c * sign,
    d * sign,
    e * sign,
    f * sign,
    g * sign,
    h * sign,
    i * sign,
  ];
  const edge = { border: 'constant', fill: [0], maskFill: 0 } as const;
  return { kind: 'warp', matrix: signed, interpolation: 'linear', ...size, ...edge };
}

describe('a projective matrix and its negative', () => {
  it('are one map', () => {
    const labels = {
      ...size,
      objects: [{ class: 'a', box: [10, 20, 30, 40] as const }],
      labelMaps: [],
      tags: [],
    };
    const [mirrored, moved] = ([-1, 1] as const).map((sign) => moveAnnotations(labels, [warp(matrix, sign)]));
    expect(mirrored).toEqual(moved);
    expect(moved!.annotations.objects).toHaveLength(1);
  });

  it('mirror, or do not, together', () => {
    const flipped: Matrix3 = [-0.9, 0.1, 98, 0.1, 0.9, 3, 0.001, 0, 1];
    for (const sign of [1, -1] as const) {
      expect(followOperations(size, [warp(matrix, sign)]).mirrored).toBe(false);
      expect(followOperations(size, [warp(flipped, sign)]).mirrored).toBe(true);
    }
  });
});
