import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotationsAfter } from '../../annotations/move.js';
import { parseRecipe } from '../../recipe/parse.js';
import { samplePlan } from '../../sampling/sample.js';
import type { OrientedBox } from '../../geometry/oriented-box.js';
import type { Point } from '../../geometry/types.js';
import type { WriteContext } from '../format.js';
import { yolo } from './yolo.js';

const FRAME = { width: 160, height: 90 };

/** The hull as a fraction of the image: what Ultralytics 8.3.0 demands of each row. */
function hullOf(values: readonly number[]) {
  const [xs, ys] = [values.filter((_, i) => i % 2 === 0), values.filter((_, i) => i % 2 === 1)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0];
}

function rowOf(orientedBox: OrientedBox, frame = FRAME) {
  const context: WriteContext = {
    ...{ image: 'a.jpg', fileName: 'a.jpg', channels: 3, ...frame },
    schema: { classes: ['a'], task: 'obb' },
  };
  const annotations = { ...frame, objects: [{ class: 'a', orientedBox }], labelMaps: [], tags: [] };
  const [file] = yolo.write(annotations, context);
  const text = new TextDecoder().decode(file!.bytes);
  return text === '' ? undefined : text.trim().split(' ').slice(1).map(Number);
}

const rectangle = fc
  .record({
    x: fc.double({ min: -40, max: 200, noNaN: true }),
    y: fc.double({ min: -40, max: 130, noNaN: true }),
    along: fc.double({ min: 1, max: 250, noNaN: true }),
    across: fc.double({ min: 1, max: 250, noNaN: true }),
    angle: fc.double({ min: 0, max: 6.3, noNaN: true }),
  })
  .map(({ x, y, along, across, angle }): OrientedBox => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const at = (p: number, q: number): Point => [
      x + p * along * c - q * across * s,
      y + p * along * s + q * across * c,
    ];
    return [at(-0.5, -0.5), at(0.5, -0.5), at(0.5, 0.5), at(-0.5, 0.5)];
  });

const pixels = (values: readonly number[]): Point[] =>
  Array.from({ length: 4 }, (_, i) => [values[2 * i]! * FRAME.width, values[2 * i + 1]! * FRAME.height]);

const side = (a: Point, b: Point): Point => [b[0] - a[0], b[1] - a[1]];
const cosine = (a: Point, b: Point) =>
  (a[0] * b[0] + a[1] * b[1]) / (Math.hypot(...a) * Math.hypot(...b) || 1);

/** Points of a box that the image shows. */
function shownOf(box: readonly Point[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i <= 20; i++)
    for (let j = 0; j <= 20; j++) {
      const [u, v] = [i / 20, j / 20];
      const at = (axis: 0 | 1) =>
        box[0]![axis] + u * (box[1]![axis] - box[0]![axis]) + v * (box[3]![axis] - box[0]![axis]);
      const [x, y] = [at(0), at(1)];
      if (x >= 0 && x <= FRAME.width && y >= 0 && y <= FRAME.height) points.push([x, y]);
    }
  return points;
}

function covers(box: readonly Point[], point: Point): boolean {
  const signs = box.map((corner, i) => {
    const [dx, dy] = side(corner, box[(i + 1) % 4]!);
    const [px, py] = side(corner, point);
    return (dx * py - dy * px) / (Math.hypot(dx, dy) || 1);
  });
  return signs.every((sign) => sign >= -0.01) || signs.every((sign) => sign <= 0.01);
}

describe('an oriented box that leaves the image', () => {
  it('is written as a rectangle that the reader takes, over all that the image shows', () => {
    fc.assert(
      fc.property(rectangle, (box) => {
        const row = rowOf(box);
        const shown = shownOf(box);
        if (!row) {
          expect(
            shown.filter(
              ([x, y]) => x > 1e-3 && y > 1e-3 && x < FRAME.width - 1e-3 && y < FRAME.height - 1e-3,
            ),
          ).toEqual([]);
          return;
        }
        for (const value of hullOf(row))
          expect(value).toSatisfy((share: number) => share >= 0 && share <= 1.000002);
        const corners = pixels(row);
        const [first, second] = [side(corners[0]!, corners[1]!), side(corners[1]!, corners[2]!)];
        if (Math.hypot(...first) > 1 && Math.hypot(...second) > 1)
          expect(Math.abs(cosine(first, second))).toBeLessThan(1e-3);
        const [, , w, h] = hullOf(row);
        if (w! < 0.99999 && h! < 0.99999)
          for (const point of shown) expect(covers(corners, point)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('stays as it is where the reader takes it', () => {
    expect(rowOf([[-8, 45], [80, 45], [80, 54], [-8, 54]])).toEqual([-0.05, 0.5, 0.5, 0.5, 0.5, 0.6, -0.05, 0.6]); // prettier-ignore
  });

  it('is made smaller, not upright, where it is long and thin', () => {
    const row = rowOf([[-40, -22.5 + 4], [200, 112.5 + 4], [200, 112.5 - 4], [-40, -22.5 - 4]])!; // prettier-ignore
    expect(cosine(side(...(pixels(row).slice(0, 2) as [Point, Point])), [16, 9])).toBeCloseTo(1, 4);
    expect(Math.max(...hullOf(row))).toBeLessThanOrEqual(1);
  });

  it('has no row where the image shows nothing of it', () => {
    expect(rowOf([[-50, 0], [-10, 0], [-10, 20], [-50, 20]])).toBeUndefined(); // prettier-ignore
  });

  it.each([
    'Rotate: {limit: 60, border_mode: constant}',
    'Affine: {scale: [0.5, 2], keep_ratio: true, rotate: [-45, 45], translate_percent: [-0.4, 0.4]}',
    'Perspective: {scale: [0.05, 0.3]}',
    'RandomResizedCrop: {size: [90, 160], scale: [0.05, 0.6]}',
  ])('is fitted to what a transform leaves of it: %s', (transform) => {
    const recipe = parseRecipe(`transforms: [{${transform}}]`, 'recipe.yaml');
    const isSimilar = !/Perspective|Resized/.test(transform);
    fc.assert(
      fc.property(rectangle, fc.nat(100), (orientedBox, variant) => {
        const labels = { ...FRAME, objects: [{ class: 'a', orientedBox }], labelMaps: [], tags: [] };
        const source = {
          key: 'a.jpg',
          imageSha256: 'a'.repeat(64),
          frame: FRAME,
          channels: 3,
          annotations: labels,
        } as const;
        const plan = samplePlan(recipe, source, variant);
        const operations = plan.steps.flatMap((step) => step.operations);
        const [moved] = annotationsAfter(labels, operations).objects;
        const row = moved?.orientedBox && rowOf(moved.orientedBox);
        if (!row) return;
        for (const value of hullOf(row))
          expect(value).toSatisfy((share: number) => share >= 0 && share <= 1.000002);
        const corners = pixels(row);
        const [first, second] = [side(corners[0]!, corners[1]!), side(corners[1]!, corners[2]!)];
        if (isSimilar && Math.hypot(...first) > 1 && Math.hypot(...second) > 1)
          expect(Math.abs(cosine(first, second))).toBeLessThan(1e-3);
      }),
      { numRuns: 200 },
    );
  });
});
