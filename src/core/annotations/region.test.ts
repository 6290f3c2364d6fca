import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/operations.js';
import { apply } from '../geometry/matrix.js';
import type { Matrix3, Point } from '../geometry/types.js';
import { cutsOf } from '../sampling/tiles.js';
import { annotationsAfter, moveAnnotations } from './move.js';
import { followOperations } from './region.js';
import { share } from './testing/chains.js';
import { cover, crop, labelled, SIZE, warp } from './testing/labels.js';

function negative([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [-a, -b, -c, -d, -e, -f, -g, -h, -i];
}

describe('a projective matrix and its negative', () => {
  it.each<[string, Matrix3]>([
    ['a corner in front of the viewer', [0.9, 0.1, 2, -0.1, 0.9, 3, 0.001, 0, 1]],
    ['a tilt down the image', [0.9, 0.1, 2, -0.1, 0.9, 3, 0, 0.001, 1]],
    ['the left behind the viewer', [0.2, 0, 0, 0, 0.2, 0, 0.01, 0, -0.2]],
    ['the top behind the viewer', [0.2, 0, 0, 0, 0.2, 0, 0, 0.01, -0.2]],
    ['a corner behind the viewer', [0.2, 0, 0, 0, 0.2, 0, 0.005, 0.005, -0.2]],
  ])('are one map with %s', (_, matrix) => {
    const keypoints = [{ x: 50, y: 50, visibility: 2 as const }];
    const labels = labelled({ box: [40, 40, 60, 60] }, { keypoints });
    const moved = moveAnnotations(labels, [warp(matrix)]);
    expect(moveAnnotations(labels, [warp(negative(matrix))])).toEqual(moved);
    const [x, y] = apply(matrix, [50, 50]);
    expect(moved.annotations.objects.map((object) => object.keypoints)).toEqual([
      undefined,
      [{ x, y, visibility: 2 }],
    ]);
  });
});

describe('a map', () => {
  const matrices = fc.tuple(
    ...[1, 1, 50, 1, 1, 50].map((most) => share(-most, most)),
    ...[0.009, 0.009].map((most) => share(-most, most)),
  );
  const turnOf = ([[x0, y0], [x1, y1], [x2, y2]]: readonly [Point, Point, Point]) =>
    (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);

  it('mirrors where a triangle in the middle runs the other way round', () => {
    fc.assert(
      fc.property(matrices, (numbers) => {
        const [a, b, c, d, e, f, g, h] = numbers as unknown as Matrix3;
        const matrix: Matrix3 = [a, b, c, d, e, f, g, h, 1 - 50 * (g + h)];
        const corners = [[49, 49], [51, 49], [50, 51]] as const; // prettier-ignore
        const turn = turnOf(corners.map((corner) => apply(matrix, corner)) as [Point, Point, Point]);
        if (Math.abs(turn) < 1e-3) return;
        expect(followOperations(SIZE, [warp(matrix)]).mirrored).toBe(turn < 0);
        expect(followOperations(SIZE, [warp(negative(matrix))]).mirrored).toBe(turn < 0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a fill of no width or no height', () => {
  it('hides nothing', () => {
    const keypoints = [{ x: 10, y: 10, visibility: 2 as const }];
    const labels = labelled({ box: [0, 0, 20, 20], keypoints });
    const lines = cover([[10, 0, 10, 20], [0, 10, 20, 10], [15, 0, 5, 20], [0, 15, 20, 5]]); // prettier-ignore
    expect(annotationsAfter(labels, [lines])).toBe(labels);
  });
});

describe('a keypoint on a seam', () => {
  /** Many of them on seams. */
  const along = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 48, 50, 52, 100));
  const point = fc.tuple(along, along);
  const before = fc.constantFrom<Operation[]>(
    [],
    [{ kind: 'orient', to: 'flip_horizontal' }],
    [crop(7, 3, 90, 90)],
  );

  it('of two tiles is in one of them, as every other one', () => {
    fc.assert(
      fc.property(point, before, ([x, y], operations) => {
        const labels = labelled({ keypoints: [{ x, y, visibility: 2 }] });
        const whole = annotationsAfter(labels, operations);
        const grid = { rows: 2, columns: 2, overlap: 0, of: 'variants' } as const;
        const tiles = cutsOf({ ...whole, annotations: whole }, grid).map(({ rectangle }) => rectangle);
        const seen = tiles.filter(
          (tile) =>
            annotationsAfter(labels, [...operations, crop(tile.x, tile.y, tile.width, tile.height)]).objects
              .length,
        );
        expect(seen).toHaveLength(whole.objects.length);
      }),
      { numRuns: 200 },
    );
  });

  it('of two pieces moves with the piece on the right, or below', () => {
    const at = (x: number, y: number) => ({ keypoints: [{ x, y, visibility: 2 as const }] });
    const swapped: Operation = {
      kind: 'pieces',
      columns: [0, 50, 100],
      rows: [0, 50, 100],
      from: [3, 2, 1, 0],
    };
    const [seam, corner, edge] = annotationsAfter(labelled(at(50, 10), at(50, 50), at(100, 100)), [
      swapped,
    ]).objects;
    expect(seam).toMatchObject(at(0, 60));
    expect(corner).toMatchObject(at(0, 0));
    expect(edge).toMatchObject(at(50, 50));
  });

  it('of a fill is covered from its left and upper edge on, and not at its right and lower one', () => {
    const at = (x: number) => ({ x, y: 20, visibility: 2 as const });
    const labels = labelled({ keypoints: [at(20), at(40), at(100)] });
    const [object] = annotationsAfter(labels, [cover([[20, 10, 40, 30], [80, 0, 100, 90]])]).objects; // prettier-ignore
    expect(object!.keypoints!.map(({ visibility }) => visibility)).toEqual([1, 2, 1]);
  });
});
