import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../engine/compile.js';
import { Engine } from '../engine/run.js';
import { evenOddArea } from '../geometry/area.js';
import type { Bitmap, Point } from '../geometry/types.js';
import type { Operation, PiecesOperation } from '../plan/operations.js';
import type { AnnotatedObject, LabelMap } from './model.js';
import { moveAnnotations } from './move.js';
import { cover, crop, labelled } from './testing/labels.js';

const engine = new Engine();

/** Of 100 × 100: the left and the right half of the upper half change places; the lower half stays. */
const SWAPPED: PiecesOperation = {
  kind: 'pieces',
  columns: [0, 50, 100],
  rows: [0, 50, 100],
  from: [1, 0, 2, 3],
};

function moved(object: Partial<AnnotatedObject>, operations: readonly Operation[] = [SWAPPED], minimum = 0) {
  const filter = { min_visibility: minimum, min_area: 0, min_width: 0, min_height: 0 };
  const pixels = {
    bitmap: (bitmap: Bitmap, leg: readonly Operation[]) => engine.runBitmap(compile(leg, bitmap), bitmap),
    labelMap: (map: LabelMap) => map,
  };
  return moveAnnotations(labelled(object), operations, { filter, pixels });
}

function only(object: Partial<AnnotatedObject>, operations?: readonly Operation[]) {
  return moved(object, operations).annotations.objects[0]!;
}

describe('objects below pieces that change places', () => {
  it('move with the piece that they lie in', () => {
    const object = only({
      box: [10, 10, 40, 30],
      polygons: [{ rings: [[[10, 10], [40, 10], [40, 30]]] }],
      keypoints: [{ x: 12, y: 11, visibility: 2 }],
      lines: [[[10, 10], [40, 30]]],
    }); // prettier-ignore
    expect(object).toMatchObject({
      box: [60, 10, 90, 30],
      polygons: [{ rings: [[[60, 10], [90, 10], [90, 30]]] }],
      keypoints: [{ x: 62, y: 11, visibility: 2 }],
      lines: [[[60, 10], [90, 30]]],
    }); // prettier-ignore
  });

  it('keep what covers them', () => {
    const object = { box: [10, 10, 40, 30] as const };
    const covered = [cover([[10, 10, 30, 30]]), SWAPPED];
    expect(moved(object, covered, 0.32).report.kept).toBe(1);
    expect(moved(object, covered, 0.34).report.reasons).toEqual({ min_visibility: 1 });
    expect(moved(object, [...covered, crop(50, 0, 30, 100)]).report.reasons).toEqual({ hidden: 1 });
    // Of a box that falls apart the larger part is left, and it is covered.
    expect(moved({ box: [40, 10, 80, 30] }, [cover([[50, 0, 100, 50]]), SWAPPED]).report.reasons).toEqual({
      hidden: 1,
    });
  });

  it('stay where no piece moves', () => {
    expect(only({ box: [30, 60, 80, 90] }).box).toEqual([30, 60, 80, 90]);
  });

  it('keep the largest part of a box, and count the rest as lost', () => {
    const { annotations, report } = moved({ box: [40, 10, 80, 30] });
    expect(annotations.objects[0]!.box).toEqual([0, 10, 30, 30]);
    expect(report).toMatchObject({ kept: 1, clipped: 1 });
    expect(moved({ box: [40, 10, 80, 30] }, [SWAPPED], 0.76).report.reasons).toEqual({ min_visibility: 1 });
    expect(moved({ box: [40, 10, 80, 30] }, [SWAPPED], 0.74).report.kept).toBe(1);
  });

  it('fit an oriented box to its largest part, at the same angle', () => {
    const corners = [[30, 10], [46, 22], [40, 30], [24, 18]] as const; // prettier-ignore
    expect(only({ orientedBox: corners }).orientedBox).toEqual(
      corners.map(([x, y]): unknown => [expect.closeTo(x + 50), expect.closeTo(y)]),
    );
  });

  it('keep all parts of polygons, and a box around them', () => {
    const object = only({
      box: [40, 10, 80, 30],
      polygons: [{ rings: [[[40, 10], [80, 10], [80, 30], [40, 30]]] }],
    }); // prettier-ignore
    expect(object.polygons).toHaveLength(2);
    expect(object.box).toEqual([0, 10, 100, 30]);
  });

  it('keep all pixels of a bitmap', () => {
    const data = new Uint8Array(10_000);
    for (let x = 40; x < 80; x++) data[10 * 100 + x] = 1;
    const { box, bitmap } = only({ box: [40, 10, 80, 11], bitmap: { width: 100, height: 100, data } });
    expect(bitmap!.data.reduce((sum, value) => sum + value, 0)).toBe(40);
    expect(box).toEqual([0, 10, 100, 11]);
  });

  it('are cut off by crops before and behind', () => {
    const operations = [crop(0, 0, 100, 100), SWAPPED, crop(0, 0, 70, 100)];
    expect(only({ box: [10, 10, 40, 30] }, operations).box).toEqual([60, 10, 70, 30]);
    expect(moved({ box: [30, 10, 40, 30] }, operations).report.reasons).toEqual({ outside: 1 });
  });

  it('keep their area, whatever polygon they have', () => {
    const coordinate = fc.integer({ min: 0, max: 100 });
    const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(ring, (points: readonly Point[]) => {
        const before = evenOddArea([points]);
        fc.pre(before > 1);
        const { polygons = [] } = only({ polygons: [{ rings: [points] }] });
        const after = polygons.reduce((sum, { rings }) => sum + evenOddArea(rings), 0);
        expect(after).toBeCloseTo(before, 6);
      }),
    );
  });
});
