import { apply } from '../geometry/matrix.js';
import type { Bitmap, Box, Matrix3, Point, Polygon } from '../geometry/types.js';
import { evenOddArea } from '../geometry/area.js';
import { clipLines, clipRings, isInside } from '../geometry/clip.js';
import { ellipseHull } from '../geometry/ellipse.js';
import { bitmapBounds, boxCorners, boundingBox, intersection, type Ring } from '../geometry/shapes.js';
import { fitAlong, type OrientedBox } from '../geometry/oriented-box.js';
import type { AnnotatedObject, Keypoint } from './model.js';
import { nestRings } from '../geometry/nest.js';
import type { Journey } from './region.js';
import { swapKeypoints, type Swapping } from './swap.js';

export type Shapes = Pick<
  AnnotatedObject,
  'box' | 'orientedBox' | 'polygons' | 'lines' | 'keypoints' | 'bitmap'
>;

interface LegRules {
  readonly swapping: Swapping;
  /** Absent: bitmaps are left out, and their box replaces them. */
  readonly moveBitmap: ((bitmap: Bitmap) => Bitmap) | undefined;
}

/** Shares below this are rounding. */
const NOTHING = 1e-9;

/** Fills change keypoints, and bitmaps where the mover fills them. */
export function coveredShapes(
  { box, orientedBox, polygons, lines, keypoints, bitmap }: AnnotatedObject,
  journey: Journey,
  { moveBitmap }: LegRules,
): Shapes {
  return present({
    box,
    orientedBox,
    polygons,
    lines,
    keypoints: keypoints?.map((keypoint) => coverKeypoint(keypoint, journey)),
    bitmap: bitmap && (moveBitmap ? moveBitmap(bitmap) : bitmap),
  });
}

/** @returns undefined where the most precise shape is empty after the move */
export function movedShapes(
  object: AnnotatedObject,
  journey: Journey,
  { moveBitmap, swapping }: LegRules,
  clipped: boolean,
): Shapes | undefined {
  const bitmap = object.bitmap && moveBitmap?.(object.bitmap);
  const bitmapBox = bitmap && bitmapBounds(bitmap);
  if (bitmap && !bitmapBox) return undefined;

  const polygons = object.polygons?.flatMap((polygon) => movePolygon(polygon, journey));
  const lines =
    object.lines && clipLines(object.lines, journey.visible).map((line) => movePoints(line, journey));
  const oriented = object.orientedBox && moveOriented(object.orientedBox, journey);
  const ownBox = object.box ?? (object.bitmap && !bitmap ? bitmapBounds(object.bitmap) : undefined);
  const keepsOwn = !clipped && keepsAxes(journey.matrix);
  const derived = bitmapBox ?? boundingBox(polygons?.flatMap(polygonPoints) ?? []) ?? oriented?.hull;
  const asEllipse = journey.boxesAsEllipses && !object.bitmap && !derived && !keepsAxes(journey.matrix);
  const ownHull =
    ownBox && (asEllipse ? movedEllipse(ownBox, journey) : movedHull(boxCorners(ownBox), journey));
  if (asEllipse && ownBox && !ownHull) return undefined;

  return present({
    box: ownBox && (keepsOwn ? (ownHull ?? derived) : (derived ?? ownHull)),
    orientedBox: oriented?.corners,
    polygons: polygons?.length ? polygons : undefined,
    lines: lines?.length ? lines : undefined,
    keypoints: object.keypoints && moveKeypoints(object.keypoints, journey, swapping),
    bitmap,
  });
}

function movePolygon({ rings }: Polygon, journey: Journey): Polygon[] {
  const clipped = clipRings(rings, journey.visible);
  const polygons = clipped === rings && rings.length > 0 ? [{ rings }] : nestRings(clipped);
  return polygons.map((polygon) => ({ rings: polygon.rings.map((ring) => movePoints(ring, journey)) }));
}

function movedHull(corners: Ring, journey: Journey): Box | undefined {
  return boundingBox(movedPart(corners, journey));
}

function movedPart(corners: Ring, journey: Journey): Point[] {
  return clipRings([corners], journey.visible).flatMap((ring) => movePoints(ring, journey));
}

/** The part that is visible of the upright hull of the ellipse in the box, and no more than of the box itself. */
function movedEllipse(box: Box, journey: Journey): Box | undefined {
  const hull = movedHull(boxCorners(box), journey);
  const ellipse = ellipseHull(box, journey.matrix);
  return hull && ellipse ? intersection(hull, ellipse) : hull;
}

interface MovedOriented {
  readonly corners: OrientedBox | undefined;
  /** Around what is visible of it. */
  readonly hull: Box | undefined;
}

/** An oriented box whose part is cut off is fitted to the rest, at the same angle. Its corners may lie outside the frame. */
function moveOriented(corners: OrientedBox, journey: Journey): MovedOriented {
  const { matrix, start, visible } = journey;
  const [, , , , , , g, h, i] = matrix;
  const shown = movedPart(corners, journey);
  const hull = boundingBox(shown);
  const beforeViewer = corners.every(([x, y]) => g * x + h * y + i > 0);
  if (!beforeViewer) return { corners: hull && boxCorners(hull), hull };
  const [first, second, third, fourth] = corners;
  const moved: OrientedBox = [
    apply(matrix, first),
    apply(matrix, second),
    apply(matrix, third),
    apply(matrix, fourth),
  ];
  const whole = evenOddArea(clipRings([corners], start));
  const isCut = evenOddArea(clipRings([corners], visible)) < whole * (1 - NOTHING);
  return { corners: isCut ? fitAlong(moved, shown) : moved, hull };
}

function moveKeypoints(keypoints: readonly Keypoint[], journey: Journey, swapping: Swapping): Keypoint[] {
  const moved = keypoints.map((keypoint) => {
    const covered = coverKeypoint(keypoint, journey);
    if (covered.visibility === 0) return covered;
    const point: Point = [keypoint.x, keypoint.y];
    if (!isInside(point, journey.visible)) return unlabelled(keypoint);
    const [x, y] = movePoint(point, journey);
    return { ...covered, x, y };
  });
  return journey.mirrored ? swapKeypoints(moved, swapping) : moved;
}

function coverKeypoint(keypoint: Keypoint, { covers }: Journey): Keypoint {
  if (keypoint.visibility === 0) return keypoint;
  const above = covers.filter(({ borders }) => isInside([keypoint.x, keypoint.y], borders));
  if (above.some(({ removesKeypoints }) => removesKeypoints)) return unlabelled(keypoint);
  return above.some(({ hides }) => hides) ? { ...keypoint, visibility: 1 } : keypoint;
}

/** COCO's form of a keypoint that does not exist; the other keypoints keep their index. */
function unlabelled(keypoint: Keypoint): Keypoint {
  return { ...keypoint, x: 0, y: 0, visibility: 0 };
}

/** The point is clipped already, so only rounding can put it outside the frame. */
function movePoint(point: Point, { matrix, frame }: Journey): Point {
  const [x, y] = apply(matrix, point);
  return [clamp(x, frame.width), clamp(y, frame.height)];
}

export function movePoints(points: readonly Point[], journey: Journey): Point[] {
  return points.map((point) => movePoint(point, journey));
}

function clamp(value: number, end: number): number {
  return Math.min(end, Math.max(0, value));
}

/** True where upright boxes stay upright boxes. */
function keepsAxes([a, b, , d, e, , g, h]: Matrix3): boolean {
  return g === 0 && h === 0 && ((b === 0 && d === 0) || (a === 0 && e === 0));
}

function polygonPoints(polygon: Polygon): Point[] {
  return polygon.rings.flat();
}

export function areaPoints({ polygons, orientedBox, bitmap }: Shapes): Point[] {
  const box = bitmap && bitmapBounds(bitmap);
  return [
    ...(polygons ?? []).flatMap(polygonPoints),
    ...(orientedBox ?? []),
    ...(box ? boxCorners(box) : []),
  ];
}

/** Leaves out what is undefined. */
function present(shapes: { readonly [Key in keyof Shapes]: Shapes[Key] | undefined }): Shapes {
  return Object.fromEntries(Object.entries(shapes).filter(([, value]) => value !== undefined));
}
