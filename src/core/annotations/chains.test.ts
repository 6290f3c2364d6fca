import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenOddArea } from '../geometry/area.js';
import { apply, invert } from '../geometry/matrix.js';
import { boxCorners, boundingBox, type Ring } from '../geometry/shapes.js';
import { coversPixel } from '../geometry/raster-polygon.js';
import type { Bitmap, Box, Frame, Point } from '../geometry/types.js';
import { isGeometric, type Operation } from '../plan/operations.js';
import { measureObject } from './measure.js';
import type { AnnotatedObject, Annotations, LabelMap } from './model.js';
import { moveAnnotations } from './move.js';
import { followOperations } from './region.js';
import { swapNames } from './swap.js';
import {
  BEYOND,
  chain,
  chainOfOneFill,
  chainOfWholePixels,
  concrete,
  FILLED,
  movingChain,
  share,
  SMALL,
  START,
} from './testing/chains.js';
import { moveMask, moveRings, tracePoint } from './testing/stepwise.js';

const point = fc.tuple(share(-10, 170), share(-10, 130));
const box = fc
  .tuple(point, share(2, 90), share(2, 90))
  .map(([[x, y], width, height]): Box => [x, y, x + width, y + height]);
/** About a third of the small image, so that most chains show some of it. */
const smallBox = fc
  .tuple(share(2, 16), share(2, 12), share(6, 14), share(6, 10))
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);
/** Around a middle, in order of angle: concave, never crossing itself; with a hole of half its size. */
const ringed = fc
  .tuple(point, fc.array(share(5, 60), { minLength: 5, maxLength: 12 }))
  .map(([[x, y], radii]): Ring[] =>
    [1, 0.5].map((scale) =>
      radii.map((radius, i): Point => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [x + scale * radius * Math.cos(angle), y + scale * radius * Math.sin(angle)];
      }),
    ),
  );

/** A mask of the small image that has `value` in the box and 0 elsewhere. */
function maskOf([x0, y0, x1, y1]: Box, value: number): Bitmap {
  const { width, height } = SMALL;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= x0 && x < x1 && y >= y0 && y < y1 ? value : 0;
  });
  return { ...SMALL, data };
}

function setPixels({ width, data }: Bitmap): Point[] {
  return [...data.keys()]
    .filter((i) => data[i] === 1)
    .map((i): Point => [(i % width) + 0.5, Math.floor(i / width) + 0.5]);
}

function annotationsWith(
  object: Omit<AnnotatedObject, 'class'>,
  labelMaps: readonly LabelMap[] = [],
  frame = START,
): Annotations {
  return { ...frame, objects: [{ class: 'a', ...object }], labelMaps, tags: [] };
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThan(tolerance);
}

/** Below this an object may be dropped as rounding by one way and not by the other. */
const SLIVER = 1e-4;

/** Also what has no pixel is dropped. */
function isSliver(left: readonly Ring[], frame: Frame): boolean {
  return evenOddArea(left) < SLIVER || !coversPixel({ rings: left }, frame);
}

describe('moving once against moving step by step', () => {
  it('gives the same boxes', () => {
    let compared = 0;
    fc.assert(
      fc.property(box, movingChain, (given, steps) => {
        const operations = concrete(steps);
        const left = moveRings([boxCorners(given)], operations).shown;
        const { annotations } = moveAnnotations(annotationsWith({ box: given }), operations);
        const moved = annotations.objects[0]?.box;
        if (isSliver(left, annotations)) return;
        compared += 1;
        expectClose(moved ?? [], boundingBox(left.flat())!);
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(400);
  });

  it('gives polygons that cover the same area', () => {
    let compared = 0;
    fc.assert(
      fc.property(ringed, movingChain, (rings, steps) => {
        const operations = concrete(steps);
        const left = moveRings(rings, operations).shown;
        const { annotations } = moveAnnotations(annotationsWith({ polygons: [{ rings }] }), operations);
        const area = evenOddArea(left);
        if (isSliver(left, annotations)) return;
        compared += 1;
        const moved = annotations.objects[0]!.polygons!.flatMap((polygon) => polygon.rings);
        // Together under the even-odd rule, only what the one covers and the other does not is left.
        expect(evenOddArea([...left, ...moved])).toBeLessThan(1e-6 * Math.max(1, area));
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  it('finds the same share of a polygon visible beside a fill', () => {
    let covered = 0;
    fc.assert(
      fc.property(ringed, chainOfOneFill, (rings, steps) => {
        const operations = concrete(steps);
        const stepwise = moveRings(rings, operations);
        const back = invert(stepwise.matrix);
        const areaBefore = (pieces: readonly Ring[]) =>
          evenOddArea(pieces.map((ring) => ring.map((corner) => apply(back, corner))));
        const journey = followOperations(START, operations);
        const extent = measureObject({ class: 'a', polygons: [{ rings }] }, journey)!;
        const shown = areaBefore(stepwise.shown);
        const hidden = areaBefore(stepwise.covered);
        if (hidden > 1) covered += 1;
        expectClose([extent.shown, extent.visible], [shown, shown - hidden], 1e-5);
      }),
      { numRuns: 400 },
    );
    expect(covered).toBeGreaterThan(15);
  });

  it('gives the same keypoints', () => {
    const seen = { 0: 0, 1: 0, 2: 0 };
    fc.assert(
      fc.property(fc.tuple(share(20, 140), share(20, 100)), chain, ([x, y], steps) => {
        const operations = concrete(steps);
        const { at, isShown, isHidden, isRemoved, margin } = tracePoint([x, y], operations);
        if (margin < 1e-6) return;
        const labels = annotationsWith({ box: [0, 0, 160, 120], keypoints: [{ x, y, visibility: 2 }] }); // prettier-ignore
        const [object] = moveAnnotations(labels, operations).annotations.objects;
        if (!object) return;
        const moved = object.keypoints![0]!;
        const visibility = isRemoved || (!isShown && operations.some(isGeometric)) ? 0 : isHidden ? 1 : 2;
        seen[visibility] += 1;
        expect(moved.visibility).toBe(visibility);
        if (visibility > 0) expectClose([moved.x, moved.y], at);
      }),
      { numRuns: 1000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
  });

  it('counts the same pixels of a bitmap', () => {
    let cut = 0;
    fc.assert(
      fc.property(smallBox, chain, (given, steps) => {
        const bitmap = maskOf(given, 1);
        const operations = concrete(steps, SMALL);
        const extent = measureObject({ class: 'a', bitmap }, followOperations(SMALL, operations));
        const traced = setPixels(bitmap).map((pixel) => tracePoint(pixel, operations, SMALL));
        const [unsure, sure] = [true, false].map((near) => traced.filter(({ margin }) => margin < 1e-6 === near)); // prettier-ignore
        const shown = sure!.filter(({ isShown }) => isShown);
        const visible = shown.filter(({ isHidden }) => !isHidden);
        if (visible.length < shown.length || shown.length < traced.length) cut += 1;
        expect(extent?.original ?? 0).toBe(traced.length);
        expectBetween(extent?.shown ?? 0, shown.length, unsure!.length);
        expectBetween(extent?.visible ?? 0, visible.length, unsure!.length);
      }),
      { numRuns: 300 },
    );
    expect(cut).toBeGreaterThan(30);
  });

  it('gives the same bitmaps and label maps', () => {
    const names = swapNames({ left: 'right', beyond: 'filled' });
    const classes = [
      { class: 'left', value: 1 },
      { class: 'right', value: 2 },
      { class: 'beyond', value: BEYOND },
      { class: 'filled', value: FILLED },
    ];
    let mirrored = 0;
    fc.assert(
      fc.property(smallBox, chainOfWholePixels, (given, steps) => {
        const operations = concrete(steps, SMALL);
        const bitmap = maskOf(given, 1);
        const labelMap: LabelMap = { kind: 'semantic', name: 'map', ...bitmap, classes };
        const move = (labels: Annotations, some: readonly Operation[]) =>
          moveAnnotations(labels, some, { swapping: { names }, pixels: plainMoves(some) }).annotations;
        const labels = annotationsWith({ bitmap }, [labelMap], SMALL);
        const once = move(labels, operations);
        const stepwise = operations.reduce((done, operation) => move(done, [operation]), labels);
        if (once.labelMaps[0]!.data.includes(2)) mirrored += 1;
        expect(masksOf(once)).toEqual(masksOf(stepwise));
      }),
      { numRuns: 150 },
    );
    expect(mirrored).toBeGreaterThan(10);
  });
});

/**
 * As text, which compares a thousand times faster than lists of numbers. A bitmap without pixels is no object: a chain
 * drops it at once, single steps only where the next one measures it.
 */
function masksOf({ objects, labelMaps }: Annotations): string[] {
  const bitmaps = objects.flatMap(({ bitmap = [] }) => bitmap);
  const masks = [...labelMaps, ...bitmaps.filter(({ data }) => data.includes(1))];
  return masks.map(({ width, height, data }) => `${width}×${height} ${data.join('')}`);
}

function expectBetween(actual: number, least: number, unsure: number): void {
  expect(actual).toBeGreaterThanOrEqual(least);
  expect(actual).toBeLessThanOrEqual(least + unsure);
}

function plainMoves(operations: readonly Operation[]) {
  const moved = <Mask extends Bitmap>(mask: Mask, some: readonly Operation[], fills?: true): Mask => ({
    ...mask,
    ...some.reduce<Bitmap>((done, one) => {
      const value = (fills && 'maskFill' in one && one.maskFill) || 0;
      return moveMask(done, one, { beyond: value, filled: value });
    }, mask),
  });
  return {
    bitmap: (bitmap: Bitmap) => moved(bitmap, operations),
    labelMap: (labelMap: LabelMap, filling: readonly Operation[]) =>
      moved({ ...labelMap, data: Uint8Array.from(labelMap.data) }, filling, true),
  };
}
