import { clipLines, clipRings, isInside, type HalfPlane } from '../geometry/clip.js';
import { shownFrom, type Lattice } from '../geometry/lattice.js';
import { IDENTITY } from '../geometry/matrix.js';
import { nestRings } from '../geometry/nest.js';
import { fitAlong, type OrientedBox } from '../geometry/oriented-box.js';
import { movedLine, movedRing } from '../geometry/outline.js';
import { bitmapBounds, boundingBox, boxCorners, intersection, type Ring } from '../geometry/shapes.js';
import type { Bitmap, Box, Frame, Point, Polygon } from '../geometry/types.js';
import type { CurvedLeg } from './legs.js';
import type { AnnotatedObject, Keypoint } from './model.js';
import type { BitmapMover } from './object.js';
import { frameBox, rectangleBorders, type Journey } from './region.js';
import type { Sight } from './sight.js';

/** An object behind a remap or a change of pieces, not yet cut off at the edge of the frame. */
export interface Bent {
  readonly object: AnnotatedObject;
  /** The box has no shape of its own: the one polygon is its outline. */
  readonly isOutline: boolean;
  /** The share that is left besides what the edges cut off. */
  readonly share: number;
}

/**
 * Moves the shapes of an object by the field that moves the pixels. Outlines become curves with as many points as they
 * need. An oriented box is fitted around its outline, along its moved sides. What lies outside the frame stays behind.
 * @param moveBitmap absent: the box of a bitmap replaces it
 */
export function bendObject(
  object: AnnotatedObject,
  { lattice, operations }: CurvedLeg,
  moveBitmap: BitmapMover | undefined,
): Bent {
  const bend = bender(lattice);
  const { box, orientedBox, polygons, lines, keypoints, bitmap, ...others } = object;
  const movedBitmap = bitmap && moveBitmap?.(bitmap, operations);
  const movedPolygons = polygons?.flatMap((polygon) => bend.polygon(polygon));
  const oriented = orientedBox && bend.oriented(orientedBox);
  const ownBox = box ?? (bitmap && !movedBitmap ? bitmapBounds(bitmap) : undefined);
  const outline = ownBox && bend.box(ownBox);
  const isOutline = outline !== undefined && !movedBitmap && !movedPolygons?.length && !oriented;
  const points = movedPolygons?.length ? movedPolygons.flatMap(({ rings }) => rings.flat()) : oriented;
  const hull = movedBitmap ? bitmapBounds(movedBitmap) : boundingBox(points ?? outline ?? []);
  const shapes = {
    box: ownBox && hull,
    orientedBox: oriented,
    polygons: isOutline ? [{ rings: [outline] }] : movedPolygons?.length ? movedPolygons : undefined,
    lines: lines && bend.lines(lines),
    keypoints: keypoints?.map((keypoint) => bend.keypoint(keypoint)),
    bitmap: movedBitmap,
  };
  const known = Object.fromEntries(Object.entries(shapes).filter(([, shape]) => shape !== undefined));
  return {
    object: { ...others, ...known },
    isOutline,
    share: movedBitmap ? visibleShare(bitmap, bend.point, bend.frame) : 1,
  };
}

/** The same of what can be seen of it. */
export function bendSight({ form, pieces }: Sight, { lattice }: CurvedLeg): Sight {
  const bend = bender(lattice);
  return { form, pieces: pieces.map((piece) => bend[form](piece)) };
}

/** What cuts a bent object off at the edges of the frame. */
export function edgesOf({ width, height }: Frame): Journey {
  return {
    matrix: IDENTITY,
    frame: { width, height },
    moves: true,
    boxesAsEllipses: false,
    mirrored: false,
    mirroredBehind: [],
    start: [],
    visible: rectangleBorders(IDENTITY, [0, 0, width, height]),
    covers: [],
  };
}

/** How the shapes of one frame move. They are cut off at its edges first: beyond them there is nothing to see. */
function bender(lattice: Lattice) {
  const frame = rectangleBorders(IDENTITY, frameBox(lattice));
  const spacing = Math.min(FARTHEST_APART, Math.max(1, Math.min(lattice.stepX, lattice.stepY) / 2));
  const point = (incoming: Point) => snapped(shownFrom(lattice, incoming), lattice);
  const ring = (one: Ring, flatness = FLATNESS) => movedRing(one, point, { spacing, flatness });
  return {
    frame,
    point,
    box(box: Box): Point[] | undefined {
      const inside = intersection(box, frameBox(lattice));
      return inside && ring(boxCorners(inside), 0);
    },
    polygon({ rings }: Polygon): Polygon[] {
      const inside = clipRings(rings, frame);
      const polygons = inside === rings && rings.length > 0 ? [{ rings }] : nestRings(inside);
      return polygons.map((polygon) => ({ rings: polygon.rings.map((one) => ring(one)) }));
    },
    oriented(box: OrientedBox): OrientedBox | undefined {
      const inside = clipRings([box], frame).flatMap((one) => ring(one, 0));
      const [a, b, c, d] = box;
      return fitAlong([point(a), point(b), point(c), point(d)], inside);
    },
    areas(rings: readonly Ring[]): Point[][] {
      return clipRings(rings, frame).map((one) => ring(one));
    },
    lines(lines: readonly (readonly Point[])[]): Point[][] {
      return clipLines(lines, frame).map((line) => movedLine(line, point, { spacing, flatness: FLATNESS }));
    },
    keypoint(keypoint: Keypoint): Keypoint {
      if (keypoint.visibility === 0 || !isInside([keypoint.x, keypoint.y], frame)) return keypoint;
      const [x, y] = point([keypoint.x, keypoint.y]);
      return { ...keypoint, x, y };
    },
  };
}

/** In pixels. */
const FARTHEST_APART = 16;
/** In pixels, of lines that are written down; bounding boxes need every point. */
const FLATNESS = 0.05;
/** In pixels. The search ends this close to an edge. */
const ROUNDING = 1e-3;

function snapped([x, y]: Point, { width, height }: Lattice): Point {
  return [snappedAlong(x, width), snappedAlong(y, height)];
}

function snappedAlong(value: number, end: number): number {
  if (Math.abs(value) < ROUNDING) return 0;
  return Math.abs(value - end) < ROUNDING ? end : value;
}

/** Enough for a share within some hundredths. */
const PIXELS_ASKED = 400;

/** The share of a bitmap that stays in the frame, by some of its pixels all over it. */
function visibleShare(
  { width, data }: Bitmap,
  bend: (point: Point) => Point,
  frame: readonly HalfPlane[],
): number {
  const set: number[] = [];
  data.forEach((value, i) => {
    if (value === 1) set.push(i);
  });
  const every = Math.max(1, Math.floor(set.length / PIXELS_ASKED));
  const asked = set.filter((_, i) => i % every === 0);
  const seen = asked.filter((i) => isInside(bend([(i % width) + 0.5, Math.floor(i / width) + 0.5]), frame));
  return asked.length > 0 ? seen.length / asked.length : 1;
}
