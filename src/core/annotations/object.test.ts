import { describe, expect, it } from 'vitest';
import { ellipseHull } from '../geometry/ellipse.js';
import { apply, multiply } from '../geometry/matrix.js';
import { boundingBox } from '../geometry/shapes.js';
import type { Matrix3, Point } from '../geometry/types.js';
import type { Operation, WarpOperation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE } from './filter.js';
import type { AnnotatedObject } from './model.js';
import { annotationsAfter, moveAnnotations } from './move.js';
import { cover, crop, labelled, warp } from './testing/labels.js';

const moved = (object: Partial<AnnotatedObject>, ...operations: Operation[]) =>
  annotationsAfter(labelled(object), operations).objects[0];
const FLIP: Operation = { kind: 'orient', to: 'flip_horizontal' };

describe('an oriented box', () => {
  const orientedBox = [[10, 10], [95, 10], [95, 90], [10, 90]] as const; // prettier-ignore

  it.each<[string, Matrix3]>([
    ['at the right', [1, 0, 0, 0, 1, 0, -0.012, 0, 1]],
    ['at the bottom', [1, 0, 0, 0, 1, 0, 0, -0.012, 1]],
  ])('that reaches behind the viewer %s becomes the upright box of what is left in front', (_, matrix) => {
    const corners = moved({ orientedBox }, warp(matrix))!.orientedBox!;
    const [[x0, y0], [x1], [, y1]] = corners;
    expect(corners).toEqual([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]);
    for (const coordinate of corners.flat()) {
      expect(coordinate).toBeGreaterThanOrEqual(0);
      expect(coordinate).toBeLessThanOrEqual(100);
    }
  }); // prettier-ignore

  it('moves by its corners where nothing cuts it', () => {
    const shear: Matrix3 = [0.3, 0.1, 7, 0.05, 0.4, 3, 0, 0, 1];
    const corners = orientedBox.map((corner) => apply(shear, corner));
    expect(moved({ orientedBox }, warp(shear))!.orientedBox).toEqual(corners);
    const outwards = orientedBox.map(([x, y]): Point => [x * 2 - 60, y]);
    const labels = labelled({ orientedBox: outwards as [Point, Point, Point, Point] });
    expect(annotationsAfter(labels, [FLIP]).objects[0]!.orientedBox).toEqual(
      outwards.map(([x, y]) => [100 - x, y]),
    );
  });

  it('gives its hull to a box that is cut with it', () => {
    const cut = moved({ box: [0, 0, 99, 99], orientedBox }, crop(20, 0, 80, 100))!;
    expect(cut.box).toEqual([0, 10, 75, 90]);
  });
});

describe('a box around a smaller polygon', () => {
  const ring = [[30, 30], [60, 30], [60, 50], [30, 50]] as const; // prettier-ignore
  const object = { box: [28, 28, 62, 52] as const, polygons: [{ rings: [ring] }] };

  it.each<[string, Matrix3]>([
    ['scaled', [0.5, 0, 0, 0, 0.25, 0, 0, 0, 1]],
    ['turned by a quarter', [0, 1, 0, -1, 0, 100, 0, 0, 1]],
  ])('stays the one that somebody drew where it is %s', (_, matrix) => {
    const corners = [[28, 28], [62, 52]].map(([x, y]) => apply(matrix, [x!, y!])); // prettier-ignore
    expect(moved(object, warp(matrix))!.box).toEqual(boundingBox(corners));
  });

  it.each<[string, Matrix3]>([
    ['sheared along x', [0.5, 0.1, 0, 0, 0.5, 0, 0, 0, 1]],
    ['sheared along y', [0.5, 0, 0, 0.1, 0.5, 0, 0, 0, 1]],
    ['turned by a quarter and sheared along x', [0.1, 0.5, 0, -0.5, 0, 90, 0, 0, 1]],
    ['turned by a quarter and sheared along y', [0, 0.5, 0, -0.5, 0.1, 80, 0, 0, 1]],
    ['tilted along x', [0.5, 0, 0, 0, 0.5, 0, 0.001, 0, 1]],
    ['tilted along y', [0.5, 0, 0, 0, 0.5, 0, 0, 0.001, 1]],
  ])('follows the polygon where it is %s', (_, matrix) => {
    expect(moved(object, warp(matrix))!.box).toEqual(
      boundingBox(ring.map((corner) => apply(matrix, corner))),
    );
  });

  it('follows the polygon where it lies beyond the edge itself', () => {
    const apart = { box: [0, 0, 5, 5] as const, polygons: object.polygons };
    expect(moved(apart, crop(20, 20, 80, 80))!.box).toEqual([10, 10, 40, 30]);
  });
});

describe('a polygon', () => {
  it('keeps rings that lie apart together, where nothing cuts it', () => {
    const rings = [[[10, 10], [20, 10], [20, 20]], [[50, 50], [60, 50], [60, 60]]] as const; // prettier-ignore
    expect(moved({ polygons: [{ rings }] }, FLIP)!.polygons).toEqual([
      { rings: rings.map((ring) => ring.map(([x, y]) => [100 - x, y])) },
    ]);
  });
});

describe('keypoints that are not labelled', () => {
  const none = { x: 0, y: 0, visibility: 0 } as const;
  const seen = { x: 80, y: 80, visibility: 2 } as const;

  it('keep their coordinates, and do not become hidden', () => {
    const object = { box: [0, 0, 100, 100] as const, keypoints: [none, seen] };
    expect(moved(object, FLIP)!.keypoints).toEqual([none, { ...seen, x: 20 }]);
    expect(moved(object, cover([[0, 0, 10, 10]]))!.keypoints).toEqual([none, seen]);
    const removing = cover([[70, 70, 90, 90]], { removesKeypoints: true });
    expect(moved(object, removing, FLIP)!.keypoints).toEqual([none, none]);
  });
});

describe('minima of objects without a box', () => {
  const triangle = [[10, 10], [40, 10], [40, 30]] as const; // prettier-ignore
  const data = Uint8Array.from({ length: 10_000 }, (_, i) =>
    Number(i % 100 >= 10 && i % 100 < 40 && i < 2000),
  );

  it.each<[string, Partial<AnnotatedObject>]>([
    ['polygons', { polygons: [{ rings: [triangle] }] }],
    ['its oriented box', { orientedBox: [[10, 10], [40, 10], [40, 30], [10, 30]] }], // prettier-ignore
    ['its bitmap', { bitmap: { width: 100, height: 100, data } }],
  ])('go by the bounds of %s', (_, object) => {
    const keptFrom = (min_width: number, min_height: number) =>
      moveAnnotations(labelled(object), [], { filter: { ...KEEP_ALL_VISIBLE, min_width, min_height } })
        .report;
    expect(keptFrom(30, 20).kept).toBe(1);
    expect(keptFrom(31, 20).reasons).toEqual({ min_width: 1 });
    expect(keptFrom(30, 21).reasons).toEqual({ min_height: 1 });
  });
});

describe('an object', () => {
  it('has the members that it had, and no others', () => {
    const moving = moved({ box: [10, 10, 30, 30] }, FLIP);
    expect(moving).toStrictEqual({ class: 'cat', box: [70, 10, 90, 30] });
  });

  it('outside the image is not cut off by a fill', () => {
    const outside = { box: [300, 300, 400, 400] as const };
    expect(moved(outside, cover([[0, 0, 5, 5]]))).toEqual({ class: 'cat', ...outside });
  });
});

describe('boxes that move as ellipses', () => {
  const turn = 0.5 * Math.sqrt(3);
  const turned = warp([turn, 0.5, 50 - 50 * turn - 25, -0.5, turn, 50 + 25 - 50 * turn, 0, 0, 1], {
    boxesAs: 'ellipses',
  });
  const boxOf = (object: Partial<AnnotatedObject>, operation = turned) => moved(object, operation)?.box;
  const box = [34, 44, 66, 56] as const;

  it('enclose the turned ellipse, where the object has no other shape', () => {
    [50 - 14.177, 50 - 9.539, 50 + 14.177, 50 + 9.539].forEach((edge, k) => {
      expect(boxOf({ box })![k]).toBeCloseTo(edge, 3);
    });
  });

  it('follow a polygon as ever', () => {
    const polygons = [{ rings: [[[34, 44], [66, 44], [66, 56], [34, 56]]] as const }]; // prettier-ignore
    const { boxesAs: _, ...plain } = turned;
    expect(boxOf({ box, polygons })).toEqual(boxOf({ box, polygons }, plain));
  });

  it('end at the frame, and are dropped where the ellipse is outside', () => {
    const [x0, y0, x1, y1] = boxOf({ box: [0, 40, 100, 60] })!;
    expect([x0 >= 0, y0 > 20, x1 <= 100, y1 < 80]).toEqual([true, true, true, true]);
    const s = Math.sqrt(0.5);
    const away: WarpOperation = { ...turned, matrix: [s, s, -12 - 100 * s, -s, s, 50, 0, 0, 1] };
    const { boxesAs: _, ...plain } = away;
    expect(boxOf({ box: [40, 40, 60, 60] }, plain)).toBeDefined();
    expect(moved({ box: [40, 40, 60, 60] }, away)).toBeUndefined();
  });

  it('are theirs also if an Operation of another kind comes first', () => {
    const matrix = multiply(turned.matrix, [-1, 0, 100, 0, 1, 0, 0, 0, 1]);
    const hull = ellipseHull(box, matrix)!;
    moved({ box }, FLIP, turned)!.box!.forEach((edge, k) => {
      expect(edge).toBeCloseTo(hull[k]!, 9);
    });
  });

  it('leave objects without a box alone', () => {
    const keypoints = [{ x: 50, y: 50, visibility: 2 as const }];
    expect(moved({ keypoints }, turned)!.keypoints).toHaveLength(1);
  });

  it('that reach behind the viewer are what is left of the box', () => {
    const matrix: Matrix3 = [1, 0, 0, 0, 1, 0, -0.012, 0, 1];
    const wide = { box: [10, 10, 95, 90] as const };
    expect(boxOf(wide, { ...turned, matrix })).toEqual(boxOf(wide, warp(matrix)));
  });
});
