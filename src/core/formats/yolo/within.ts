import { evenOddArea } from '../../geometry/area.js';
import { clipRings, halfPlane, type HalfPlane } from '../../geometry/clip.js';
import { axesOf, fitAlong, resized, type OrientedBox } from '../../geometry/oriented-box.js';
import { boundingBox, boxCorners, type Ring } from '../../geometry/shapes.js';
import type { Box, Frame, Point, Polygon } from '../../geometry/types.js';

/**
 * Ultralytics refuses an image with all of its labels if one of them has a hull (the upright box around it) whose
 * centre or size is not within the image. Here shapes are cut until they pass; shapes that pass stay as they are.
 */
function isTaken(points: Ring, { width, height }: Frame): boolean {
  const hull = boundingBox(points);
  if (!hull) return false;
  const [x0, y0, x1, y1] = hull;
  const fits = (low: number, high: number, size: number) =>
    low + high >= 0 && low + high <= 2 * size && high - low <= size * (1 + ROUNDING);
  return fits(x0, x1, width) && fits(y0, y1, height);
}

const ROUNDING = 1e-9;
/** Six decimals may add a millionth on each side. */
const LARGEST = 1 - 2e-6;

/** @returns undefined if the box lies outside the image */
export function boxWithin(box: Box, frame: Frame): Box | undefined {
  if (isTaken(boxCorners(box), frame)) return box;
  const cut: Box = [
    Math.max(0, box[0]),
    Math.max(0, box[1]),
    Math.min(frame.width, box[2]),
    Math.min(frame.height, box[3]),
  ];
  return cut[0] < cut[2] && cut[1] < cut[3] ? cut : undefined;
}

/** @returns no polygons if all lie outside the image */
export function polygonsWithin(polygons: readonly Polygon[], frame: Frame): readonly Polygon[] {
  const points = polygons.flatMap(({ rings }) => rings.flat());
  if (isTaken(points, frame)) return polygons;
  const cut = polygons.map(({ rings }) => ({ rings: clipRings(rings, bordersOf(frame)) }));
  return cut.filter(({ rings }) => rings.length > 0);
}

/**
 * The smallest rectangle at the same angle around the part inside the image. If its hull is larger than the image, it
 * is made smaller, or upright where that agrees better with the part.
 * @returns undefined if the box lies outside the image
 */
export function orientedWithin(box: OrientedBox, frame: Frame): OrientedBox | undefined {
  if (isTaken(box, frame)) return box;
  const part = clipRings([box], bordersOf(frame)).flat();
  const fitted = fitAlong(box, part);
  const hull = boundingBox(part);
  if (!fitted || !hull) return undefined;
  if (isTaken(fitted, frame)) return fitted;
  const [smaller, upright] = [shrunk(fitted, frame), boxCorners(hull)];
  return agreement(smaller, part) >= agreement(upright, part) ? smaller : upright;
}

/** The largest rectangle about the same centre, at the same angle, whose hull is no larger than the image. */
function shrunk(box: OrientedBox, { width, height }: Frame): OrientedBox {
  const [u] = axesOf(box)!;
  const [c, s] = [Math.abs(u[0]), Math.abs(u[1])];
  const [along, across] = [distance(box[0], box[1]), distance(box[1], box[2])];
  const [w, h] = [width * LARGEST, height * LARGEST];
  const scale = Math.min(1, w / (along * c + across * s), h / (along * s + across * c));
  const shorter = Math.min(along, (w - across * s) / c, (h - across * c) / s);
  const narrower = Math.min(across, (w - along * c) / s, (h - along * s) / c);
  const sizes = [
    [along * scale, across * scale],
    [Math.max(0, shorter), across],
    [along, Math.max(0, narrower)],
  ] as const;
  const fitting = sizes.filter(([p, q]) => p * c + q * s <= width && p * s + q * c <= height);
  const [p, q] = fitting.reduce((most, size) => (size[0] * size[1] > most[0] * most[1] ? size : most));
  return resized(box, p, q);
}

/** The common share of a rectangle and a part. */
function agreement(box: OrientedBox, part: Ring): number {
  const common = evenOddArea(clipRings([part], rectangleOf(box)));
  const all = evenOddArea([part]) + evenOddArea([box]) - common;
  return all > 0 ? common / all : 0;
}

function rectangleOf(box: OrientedBox): HalfPlane[] {
  const axes = axesOf(box) ?? [];
  return axes.flatMap(([x, y]) => {
    const along = box.map((point) => point[0] * x + point[1] * y);
    const least = along.reduce((a, b) => Math.min(a, b));
    const most = along.reduce((a, b) => Math.max(a, b));
    return [halfPlane(x, y, -least), halfPlane(-x, -y, most)];
  });
}

function bordersOf({ width, height }: Frame): HalfPlane[] {
  return [halfPlane(1, 0, 0), halfPlane(-1, 0, width), halfPlane(0, 1, 0), halfPlane(0, -1, height)];
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
}
