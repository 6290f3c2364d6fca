import { boxCorners, boundingBox, type Ring } from './shapes.js';
import type { Point } from './types.js';

/** The corners of a rectangle in turn, as labels give them. */
export type OrientedBox = ReturnType<typeof boxCorners>;

/**
 * The smallest rectangle around the points with sides along those of a box. Its corners come in the order of the box's.
 * If the box is no rectangle, its longer sides decide; without any length, the rectangle is upright.
 */
export function fitAlong(box: OrientedBox, points: Ring): OrientedBox | undefined {
  const bounds = boundingBox(points);
  if (!bounds) return undefined;
  const axes = axesOf(box);
  if (!axes) return boxCorners(bounds);
  const [u, v] = axes;
  const own = boundingBox(points.map((point): Point => [dot(point, u), dot(point, v)]))!;
  const pointAt = ([along, across]: Point): Point => [
    along * u[0] + across * v[0],
    along * u[1] + across * v[1],
  ];
  const [a, b, c, d] = boxCorners(own);
  return [pointAt(a), pointAt(b), pointAt(c), pointAt(d)];
}

/** The same rectangle about the same centre, with sides of these lengths. */
export function resized(box: OrientedBox, along: number, across: number): OrientedBox {
  const centre = centreOf(box);
  const [u, v] = axesOf(box) ?? [
    [1, 0],
    [0, 1],
  ];
  const at = (s: number, t: number): Point => [
    centre[0] + (s * along * u[0] + t * across * v[0]) / 2,
    centre[1] + (s * along * u[1] + t * across * v[1]) / 2,
  ];
  return [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)];
}

/** Unit vectors along the first side and along the second one, at a right angle. */
export function axesOf([a, b, c, d]: OrientedBox): readonly [Point, Point] | undefined {
  const first: Point = [b[0] - a[0] + c[0] - d[0], b[1] - a[1] + c[1] - d[1]];
  const second: Point = [c[0] - b[0] + d[0] - a[0], c[1] - b[1] + d[1] - a[1]];
  const [long, isFirst] = dot(first, first) >= dot(second, second) ? [first, true] : [second, false];
  const length = Math.sqrt(dot(long, long));
  if (!(length > 0)) return undefined;
  const unit: Point = [long[0] / length, long[1] / length];
  const turned: Point = [-unit[1], unit[0]];
  const side = dot(turned, isFirst ? second : first) < 0 ? -1 : 1;
  const other: Point = [side * turned[0], side * turned[1]];
  return isFirst ? [unit, other] : [other, unit];
}

function centreOf(corners: Ring): Point {
  const [x0, y0, x1, y1] = boundingBox(corners)!;
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1];
}
