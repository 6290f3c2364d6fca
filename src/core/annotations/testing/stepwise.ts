import { apply, invert, multiply, IDENTITY } from '../../geometry/matrix.js';
import type { Ring } from '../../geometry/shapes.js';
import type { Box, Frame, Matrix3, Point } from '../../geometry/types.js';
import { operationMatrix } from '../../plan/operation-matrix.js';
import { isCovering, isProjective, type Operation } from '../../plan/operations.js';
import { START } from './chains.js';

/*
 * Labels moved one Operation after the other, in plain code: what a user would get from a program for each step.
 */

/** Negative outside. */
type Side = (point: Point) => number;

/** Nearer to the horizon than this, no map of these tests shows anything. */
const HORIZON = 1e-3;

/** Sutherland and Hodgman's way, one side after the other. */
function clipToSides(ring: Ring, sides: readonly Side[]): Point[] {
  return sides.reduce<Point[]>(
    (points, side) =>
      points.flatMap((to, i) => {
        const from = points.at(i - 1)!;
        const [before, after] = [side(from), side(to)];
        const t = before / (before - after);
        const crossing: Point = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
        if (before < 0 !== after < 0) return after < 0 ? [crossing] : [crossing, to];
        return after < 0 ? [] : [to];
      }),
    [...ring],
  );
}

function sidesOf([x0, y0, x1, y1]: Box): Side[] {
  return [([x]) => x - x0, ([x]) => x1 - x, ([, y]) => y - y0, ([, y]) => y1 - y];
}

function sidesOfFrame({ width, height }: Frame): Side[] {
  return sidesOf([0, 0, width, height]);
}

function depth([, , , , , , g, h, i]: Matrix3): Side {
  return ([x, y]) => g * x + h * y + i;
}

function moveRing(ring: Ring, matrix: Matrix3, frame: Frame): Point[] {
  const inFront = clipToSides(ring, [(point) => depth(matrix)(point) - HORIZON]);
  const moved = inFront.map((corner) => apply(matrix, corner));
  return clipToSides(moved, sidesOfFrame(frame));
}

interface Rings {
  /** What is left of the rings at the end, in the last frame. */
  readonly shown: Point[][];
  /** The part of it that the last hiding fill covers. */
  readonly covered: Point[][];
  /** From the first frame to the last. */
  readonly matrix: Matrix3;
}

/** Clips and moves at every step; shapes stay shapes in between. */
export function moveRings(rings: readonly Ring[], operations: readonly Operation[]): Rings {
  let frame = START;
  let matrix = IDENTITY;
  let shown = rings.map((ring) => clipToSides(ring, sidesOfFrame(frame)));
  let covered: Point[][] = [];
  for (const operation of operations) {
    if (isProjective(operation)) {
      const step = operationMatrix(operation, frame);
      frame = step.frame;
      matrix = multiply(step.matrix, matrix);
      [shown, covered] = [shown, covered].map((some) => some.map((ring) => moveRing(ring, step.matrix, frame))) as [Point[][], Point[][]]; // prettier-ignore
    } else if (isCovering(operation) && operation.hides) {
      const sides = sidesOf(operation.regions[0] as Box);
      covered = shown.map((ring) => clipToSides(ring, sides));
    }
  }
  return { shown: areas(shown), covered: areas(covered), matrix };
}

function areas(rings: readonly Point[][]): Point[][] {
  return rings.filter((ring) => ring.length > 2);
}

interface Traced {
  /** In the last frame. */
  readonly at: Point;
  /** Whether every frame shows the point. */
  readonly isShown: boolean;
  readonly isHidden: boolean;
  readonly isRemoved: boolean;
  /** How near it came to an edge of a frame or of a fill, in pixels; only rounding decides where this is next to nothing. */
  readonly margin: number;
}

/** Follows one point through all Operations. */
export function tracePoint(point: Point, operations: readonly Operation[], start = START): Traced {
  let [at, frame] = [point, start];
  const distances = sidesOfFrame(frame).map((side) => side(at));
  const margins: number[] = [];
  let [isHidden, isRemoved] = [false, false];
  for (const operation of operations) {
    if (isProjective(operation)) {
      const step = operationMatrix(operation, frame);
      distances.push(depth(step.matrix)(at));
      [at, frame] = [apply(step.matrix, at), step.frame];
      for (const side of sidesOfFrame(frame)) distances.push(side(at));
    } else if (isCovering(operation)) {
      const toEdges = sidesOf(operation.regions[0] as Box).map((side) => side(at));
      margins.push(...toEdges.map(Math.abs));
      if (Math.min(...toEdges) < 0) continue;
      isHidden ||= operation.hides;
      isRemoved ||= operation.removesKeypoints;
    }
  }
  const margin = Math.min(...distances.map(Math.abs), ...margins);
  return { at, isShown: Math.min(...distances) >= 0, isHidden, isRemoved, margin };
}

/** A bitmap or label map. */
interface Mask extends Frame {
  readonly data: Uint8Array;
}

/** Moves a mask by one Operation of whole pixels. */
export function moveMask(
  { width, height, data }: Mask,
  operation: Operation,
  { beyond, filled }: { readonly beyond: number; readonly filled: number },
): Mask {
  if (isCovering(operation)) {
    const sides = sidesOf(operation.regions[0] as Box);
    const isBelow = (i: number) => {
      const centre: Point = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
      return sides.every((side) => side(centre) > 0);
    };
    return { width, height, data: data.map((value, i) => (isBelow(i) ? filled : value)) };
  }
  if (!isProjective(operation)) return { width, height, data };
  const { matrix, frame } = operationMatrix(operation, { width, height });
  const back = invert(matrix);
  const moved = Uint8Array.from({ length: frame.width * frame.height }, (_, i) => {
    const [x, y] = apply(back, [(i % frame.width) + 0.5, Math.floor(i / frame.width) + 0.5]);
    return x > 0 && x < width && y > 0 && y < height ? data[Math.floor(y) * width + Math.floor(x)]! : beyond;
  });
  return { ...frame, data: moved };
}
