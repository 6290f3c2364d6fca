import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveAnnotations } from '../../annotations/move.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import { boxCorners } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import type { FillOperation } from '../../plan/operations.js';
import { Stream } from '../../plan/stream.js';
import { maskDropout } from './mask-dropout.js';
import { bitmapRectangles, boxRectangles, ringRectangles } from './shape-rectangles.js';

const FRAME = { width: 100, height: 80 };

function labelled(objects: readonly Omit<AnnotatedObject, 'class'>[]) {
  return {
    ...FRAME,
    objects: objects.map((object, i) => ({ class: `${i}`, ...object })),
    labelMaps: [],
    tags: [],
  };
}

function operations(objects: readonly Omit<AnnotatedObject, 'class'>[], parameters: object = {}, seed = 1) {
  const scene = { ...FRAME, channels: 3, annotations: labelled(objects) } as const;
  return maskDropout.sample(maskDropout.schema.parse(parameters), new Stream([seed, 2, 3, 4]), scene)
    .operations;
}

const TRIANGLE: readonly Point[] = [[10, 10], [40, 12], [20, 45]]; // prettier-ignore
const coordinate = fc.integer({ min: -20, max: 120 });
const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 7 });

describe('MaskDropout', () => {
  it('drops the objects that it covers, and no others', () => {
    const objects = [{ polygons: [{ rings: [TRIANGLE] }] }, { box: [60, 10, 90, 70] as const }];
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const moved = moveAnnotations(labelled(objects), operations(objects, {}, seed));
      seen.add(moved.annotations.objects.map((object) => object.class).join());
      expect(moved.report.reasons).toEqual({ hidden: 1 });
    }
    expect([...seen].sort()).toEqual(['0', '1']);
  });

  it('covers any polygon wholly', () => {
    fc.assert(
      fc.property(ring, (points) => {
        const objects = [{ polygons: [{ rings: [points] }] }];
        const made = operations(objects);
        const { kept } = moveAnnotations(labelled(objects), made).report;
        // A polygon outside the image, or without an area, is not covered.
        if (made.length > 0) expect(kept).toBe(0);
      }),
    );
  });

  it('covers as many as were drawn, in the colour and the value given', () => {
    const objects = [0, 20, 40, 60].map((x) => ({ box: [x, 0, x + 10, 10] as const }));
    const [fill] = operations(objects, { max_objects: [3, 3], fill: [1, 2, 3], fill_mask: 9 });
    expect(fill).toMatchObject({ kind: 'fill', paint: { colour: [1, 2, 3] }, maskFill: 9, hides: true });
    expect((fill as FillOperation).regions).toHaveLength(3);
    expect((operations(objects, { max_objects: [9, 9] })[0] as FillOperation).regions).toHaveLength(4);
  });

  it('does nothing without objects', () => {
    expect(operations([])).toEqual([]);
    expect(operations([{ keypoints: [{ x: 3, y: 3, visibility: 2 }] }])).toEqual([]);
  });
});

describe('rectangles of a shape', () => {
  it('have the pixels of a bitmap, and no others', () => {
    const data = fc.array(fc.constantFrom(0, 1), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(data, (values) => {
        const bitmap = { width: 10, height: 6, data: Uint8Array.from(values) };
        const covered = new Array<number>(60).fill(0);
        for (const [x0, y0, x1, y1] of bitmapRectangles(bitmap))
          for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) covered[y * 10 + x]! += 1;
        expect(covered).toEqual(values);
      }),
    );
  });

  it('cover a box as they cover its outline', () => {
    const along = fc.double({ min: -20, max: 120, noNaN: true });
    const side = fc.double({ min: 0.01, max: 90, noNaN: true });
    fc.assert(
      fc.property(along, along, side, side, (x, y, width, height) => {
        const box = [x, y, x + width, y + height] as const;
        expect(boxRectangles(box, FRAME)).toEqual(ringRectangles([boxCorners(box)], FRAME));
      }),
    );
  });

  it('are those of whole pixels around a box', () => {
    const box: readonly Point[] = [[1.5, 2.5], [8, 2.5], [8, 7.2], [1.5, 7.2]]; // prettier-ignore
    expect(ringRectangles([box], FRAME)).toEqual([[1, 2, 8, 8]]);
  });

  it('leave out a hole, but for its first and last row', () => {
    const outer: readonly Point[] = [[0, 0], [30, 0], [30, 30], [0, 30]]; // prettier-ignore
    const inner: readonly Point[] = [[10, 10], [20, 10], [20, 20], [10, 20]]; // prettier-ignore
    expect(ringRectangles([outer, inner], FRAME)).toEqual([
      [0, 0, 30, 11],
      [0, 11, 10, 19],
      [20, 11, 30, 19],
      [0, 19, 30, 30],
    ]);
  });

  it('are few, however tall the shape', () => {
    const tall: readonly Point[] = [[0, 0], [4000, 0], [0, 3000]]; // prettier-ignore
    expect(ringRectangles([tall], { width: 4000, height: 3000 }).length).toBeLessThanOrEqual(256);
  });
});
