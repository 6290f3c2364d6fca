import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../engine/compile.js';
import { copyRaster } from '../engine/raster.js';
import { Engine } from '../engine/run.js';
import { boundingBox, bitmapBounds } from '../geometry/shapes.js';
import type { Bitmap, Box, Point } from '../geometry/types.js';
import type { Operation } from '../plan/operations.js';
import { fieldsOn, gridOf, remapOf } from '../plan/testing/remaps.js';
import { KEEP_ALL_VISIBLE } from './filter.js';
import type { AnnotatedObject } from './model.js';
import { moveAnnotations } from './move.js';

const FRAME = { width: 320, height: 240 };
const FIELDS = fieldsOn(FRAME);
const engine = new Engine();

const flip: Operation = { kind: 'orient', to: 'flip_horizontal' };
const crop: Operation = {
  ...{ kind: 'window', x: 20, y: 12, width: 280, height: 200 },
  ...{ border: 'constant', fill: [0], maskFill: 0 },
};

function drawn(isInside: (point: Point) => boolean): Bitmap {
  const { width, height } = FRAME;
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    Number(isInside([(i % width) + 0.5, Math.floor(i / width) + 0.5])),
  );
  return { width, height, data };
}

function rectangleBitmap([x0, y0, x1, y1]: Box): Bitmap {
  return drawn(([x, y]) => x > x0 && x < x1 && y > y0 && y < y1);
}

function runBitmap(operations: readonly Operation[], bitmap: Bitmap): Bitmap {
  return engine.runBitmap(compile(operations, FRAME), bitmap);
}

function moved(object: Omit<AnnotatedObject, 'class'>, operations: readonly Operation[], withPixels = true) {
  const annotations = { ...FRAME, objects: [{ class: 'a', ...object }], labelMaps: [], tags: [] };
  const pixels = {
    bitmap: (bitmap: Bitmap, leg: readonly Operation[]) => engine.runBitmap(compile(leg, bitmap), bitmap),
    labelMap: <T>(map: T) => map,
  };
  return moveAnnotations(annotations, operations, withPixels ? { pixels } : {}).annotations.objects[0];
}

/** Where a small disc with a soft rim comes to lie; undefined where it is cut off. */
function centreOfDisc([x, y]: Point, operations: readonly Operation[]): Point | undefined {
  const { width, height } = FRAME;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const away = Math.hypot((i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y);
    return Math.max(0, Math.min(255, (3.5 - away) * 100));
  });
  const raster = { ...FRAME, channels: 1, depth: 8, data } as const;
  const black = operations.map((operation) =>
    'fill' in operation ? { ...operation, fill: [0] as const } : operation,
  );
  const made = engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile(black, FRAME), surface), copyRaster),
  );
  let [sum, across, down, touches] = [0, 0, 0, false];
  made.data.forEach((value, i) => {
    const [u, v] = [i % made.width, Math.floor(i / made.width)];
    if (value > 0 && (u < 1 || v < 1 || u > made.width - 2 || v > made.height - 2)) touches = true;
    [sum, across, down] = [sum + value, across + value * (u + 0.5), down + value * (v + 0.5)];
  });
  return touches || sum === 0 ? undefined : [across / sum, down / sum];
}

const coordinate = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true });
const fields = fc.constantFrom(...FIELDS);
const ways = fields.chain((field) =>
  fc.constantFrom<Operation[]>([remapOf(field)], [remapOf(field), flip], [flip, remapOf(field), crop]),
);

describe('labels and pixels behind a remap', () => {
  it('agree in the centres of small discs', () => {
    let found = 0;
    fc.assert(
      fc.property(ways, coordinate(12, 308), coordinate(12, 228), (operations, x, y) => {
        const shown = centreOfDisc([x, y], operations);
        const keypoint = moved({ keypoints: [{ x, y, visibility: 2 }] }, operations)?.keypoints?.[0];
        if (!shown || !keypoint) return;
        found++;
        // Between cells that stretch differently, the centre of what is seen lies up to some tenths beside that of the disc.
        expect(Math.hypot(keypoint.x - shown[0], keypoint.y - shown[1])).toBeLessThan(0.8);
      }),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(80);
  });

  it('are not shifted against each other, on average over many discs', () => {
    for (const field of FIELDS) {
      const off: Point[] = [];
      for (let y = 41.5; y < 200; y += 26) {
        for (let x = 41.5; x < 280; x += 26) {
          const shown = centreOfDisc([x, y], [remapOf(field)]);
          const keypoint = moved({ keypoints: [{ x, y, visibility: 2 }] }, [remapOf(field)])?.keypoints?.[0];
          if (keypoint && shown) off.push([keypoint.x - shown[0], keypoint.y - shown[1]]);
        }
      }
      const mean = (axis: 0 | 1) => off.reduce((sum, point) => sum + point[axis], 0) / off.length;
      expect(off.length).toBeGreaterThan(40);
      expect(Math.abs(mean(0))).toBeLessThan(0.1);
      expect(Math.abs(mean(1))).toBeLessThan(0.1);
    }
  });

  it('agree in the sides of boxes, polygons and bitmaps', () => {
    const boxes = fc
      .tuple(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 150 }),
        fc.integer({ min: 20, max: 110 }),
      )
      .map(([x, y, side]): Box => [x, y, x + side, y + Math.round(side * 0.8)]);
    let found = 0;
    fc.assert(
      fc.property(ways, boxes, (operations, box) => {
        const bitmap = rectangleBitmap(box);
        const made = runBitmap(operations, bitmap);
        const { width, height } = made;
        const shown = bitmapBounds(made);
        const ring = boxRing(box);
        const byBox = moved({ box }, operations)?.box;
        const byPolygon = moved({ polygons: [{ rings: [ring] }] }, operations)?.polygons;
        const byBitmap = moved({ bitmap, box }, operations)?.box;
        if (!shown) return;
        expect(byBitmap).toEqual(shown);
        const hull = boundingBox(byPolygon!.flatMap(({ rings }) => rings.flat()));
        // The edge of a frame may leave a sliver in which no pixel has its centre.
        if (byBox!.some((value) => value === 0 || value === width || value === height)) return;
        found++;
        for (let side = 0; side < 4; side++) {
          expect(Math.abs(byBox![side]! - shown[side]!)).toBeLessThan(1);
          expect(Math.abs(hull![side]! - shown[side]!)).toBeLessThan(1);
        }
      }),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(60);
  });

  it('would disagree if the corners of a box alone moved', () => {
    const box: Box = [20, 20, 300, 220];
    const operations = [remapOf({ form: 'lens', unit: [320, 240], k: [0.4, 0.2] })];
    const shown = bitmapBounds(runBitmap(operations, rectangleBitmap(box)))!;
    const corners = moved(
      { keypoints: boxRing(box).map(([x, y]) => ({ x, y, visibility: 2 as const })) },
      operations,
    )!;
    const hull = boundingBox((corners.keypoints ?? []).map(({ x, y }): Point => [x, y]))!;
    expect(Math.abs(hull[0] - shown[0])).toBeGreaterThan(3);
    expect(Math.abs(moved({ box }, operations)!.box![0] - shown[0])).toBeLessThan(1);
  });
});

function boxRing([x0, y0, x1, y1]: Box): Point[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

describe('what a remap cuts off', () => {
  /** The left quarter lies outside; everything is shifted by 80 pixels to the left. */
  const shifted = remapOf({
    form: 'grid',
    x: { step: 320, from: [80, 400] },
    y: { step: 240, from: [0, 240] },
  });

  it('counts against the visibility, and is cut off', () => {
    const annotations = {
      ...FRAME,
      objects: [{ class: 'a', box: [40, 10, 140, 60] as Box }],
      labelMaps: [],
      tags: [],
    };
    const { annotations: after, report } = moveAnnotations(annotations, [shifted]);
    expect(after.objects).toEqual([{ class: 'a', box: [0, 10, 60, 60], truncated: true }]);
    expect(report.clipped).toBe(1);
    const filter = { ...KEEP_ALL_VISIBLE, min_visibility: 0.61 };
    const strict = moveAnnotations(annotations, [shifted], { filter });
    expect(strict.annotations.objects).toEqual([]);
  });

  it('is multiplied with what a crop before it cut off', () => {
    const half: Operation = { ...crop, x: 90, width: 230, y: 0, height: 240 };
    const remap = remapOf({
      form: 'grid',
      x: { step: 230, from: [25, 255] },
      y: { step: 240, from: [0, 240] },
    });
    const object = moved({ box: [40, 10, 140, 60] }, [half, remap]);
    expect(object?.box![0]).toBeCloseTo(0, 3);
    expect(object?.box![2]).toBeCloseTo(25, 3);
  });

  it('is dropped where nothing is left, and a keypoint keeps its index', () => {
    expect(moved({ box: [10, 10, 60, 60] }, [shifted])).toBeUndefined();
    const keypoints = [
      { x: 20, y: 30, visibility: 2 },
      { x: 120, y: 30, visibility: 2 },
    ] as const;
    expect(moved({ keypoints }, [shifted])?.keypoints).toEqual([
      { x: 0, y: 0, visibility: 0 },
      { x: expect.closeTo(40, 3) as number, y: expect.closeTo(30, 3) as number, visibility: 2 },
    ]);
  });

  it('leaves whole what stays whole, also at the edge', () => {
    const whole = remapOf({
      ...gridOf(FRAME, [1, 1]),
      x: { step: 160, from: [0, 200, 320] },
      y: { step: 120, from: [0, 90, 240] },
    } as never);
    const object = moved({ box: [0, 0, 320, 240] }, [whole]);
    expect(object).toEqual({ class: 'a', box: [0, 0, 320, 240] });
  });
});

describe('shapes behind a remap', () => {
  const bent = remapOf({ form: 'lens', unit: [320, 240], k: [0.5, 0.3] });

  it('get as many points as they need', () => {
    const [polygon] = moved({ polygons: [{ rings: [boxRing([60, 40, 240, 200])] }] }, [bent])!.polygons!;
    const count = polygon!.rings[0]!.length;
    expect(count).toBeGreaterThan(12);
    expect(count).toBeLessThan(60);
  });

  it('of a turned box are a rectangle around it', () => {
    const orientedBox = [
      [150, 40],
      [200, 90],
      [150, 140],
      [100, 90],
    ] as const;
    const object = moved({ orientedBox }, [bent])!;
    const [a, b, c] = object.orientedBox!;
    const dot = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
    expect(Math.abs(dot)).toBeLessThan(1e-6);
  });

  it('without pixels get a box in place of a bitmap', () => {
    const box: Box = [100, 60, 180, 150];
    const object = moved({ bitmap: rectangleBitmap(box) }, [bent], false)!;
    expect(object.bitmap).toBeUndefined();
    expect(object.box).toEqual(moved({ box }, [bent], false)!.box);
  });
});
