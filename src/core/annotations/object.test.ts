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

describe('boxes that move as ellipses', () => {
  const turn = 0.5 * Math.sqrt(3);
  const warp: WarpOperation = {
    kind: 'warp',
    matrix: [turn, 0.5, 50 - 50 * turn - 25, -0.5, turn, 50 + 25 - 50 * turn, 0, 0, 1],
    interpolation: 'linear',
    border: 'constant',
    fill: [0],
    maskFill: 0,
    boxesAs: 'ellipses',
    ...size,
  };
  const boxOf = (object: object, operations = [warp]) => {
    const labels = { ...size, objects: [{ class: 'a', ...object }], labelMaps: [], tags: [] };
    return annotationsAfter(labels, operations).objects[0]?.box;
  };
  const box = [34, 44, 66, 56] as const;

  it('enclose the turned ellipse, where the object has no other shape', () => {
    [50 - 14.177, 50 - 9.539, 50 + 14.177, 50 + 9.539].forEach((edge, k) => {
      expect(boxOf({ box })![k]).toBeCloseTo(edge, 3);
    });
  });

  it('follow a polygon as ever', () => {
    const polygons = [{ rings: [[[34, 44], [66, 44], [66, 56], [34, 56]]] }]; // prettier-ignore
    const { boxesAs: _, ...plain } = warp;
    expect(boxOf({ box, polygons })).toEqual(boxOf({ box, polygons }, [plain]));
  });

  it('end at the frame, and are dropped where the ellipse is outside', () => {
    const [x0, y0, x1, y1] = boxOf({ box: [0, 40, 100, 60] })!;
    expect([x0 >= 0, y0 > 20, x1 <= 100, y1 < 80]).toEqual([true, true, true, true]);
    const s = Math.sqrt(0.5);
    const away: WarpOperation = { ...warp, matrix: [s, s, -12 - 100 * s, -s, s, 50, 0, 0, 1] };
    const { boxesAs: _, ...plain } = away;
    expect(boxOf({ box: [40, 40, 60, 60] }, [plain])).toBeDefined();
    expect(boxOf({ box: [40, 40, 60, 60] }, [away])).toBeUndefined();
  });
});
