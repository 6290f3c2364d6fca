import { describe, expect, it } from 'vitest';
import type { WarpOperation } from '../plan/operations.js';
import { annotationsAfter } from './move.js';

const size = { width: 100, height: 100 };

describe('an oriented box that reaches behind the viewer', () => {
  it('becomes the upright box of what is left in front', () => {
    const orientedBox = [
      [10, 10],
      [95, 10],
      [95, 90],
      [10, 90],
    ] as const;
    const warp: WarpOperation = {
      kind: 'warp',
      matrix: [1, 0, 0, 0, 1, 0, -0.012, 0, 1],
      interpolation: 'linear',
      border: 'constant',
      fill: [0],
      maskFill: 0,
      ...size,
    };
    const labels = { ...size, objects: [{ class: 'a', orientedBox }], labelMaps: [], tags: [] };
    const moved = annotationsAfter(labels, [warp]).objects[0]!.orientedBox!;
    const [[x0, y0], [x1], [, y1]] = moved;
    expect(moved).toEqual([
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ]);
    for (const coordinate of moved.flat()) {
      expect(coordinate).toBeGreaterThanOrEqual(0);
      expect(coordinate).toBeLessThanOrEqual(100);
    }
  });
});
