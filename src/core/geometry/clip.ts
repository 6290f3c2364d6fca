import type { Ring } from './shapes.js';
import type { Point } from './types.js';

/** The points with a·x + b·y + c ≥ 0. With a² + b² = 1, the left side is the distance from the border. */
export interface HalfPlane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Points on the border itself are beyond it. Areas and lines have no such points to speak of. */
  readonly isOpen?: boolean;
}

/** In pixels. Points this close to a border count as on it: only rounding put them beside it. */
const TOLERANCE = 1e-9;

/** The half-plane a·x + b·y + c ≥ 0; (a, b) may have any length. */
export function halfPlane(a: number, b: number, c: number): HalfPlane {
  // A border at infinity has no direction; then the sign of c decides whether all points are inside.
  const length = Math.sqrt(a * a + b * b) || 1;
  return { a: a / length, b: b / length, c: c / length };
}

export function isInside(point: Point, borders: readonly HalfPlane[]): boolean {
  return borders.every((border) => distance(border, point) >= (border.isOpen ? TOLERANCE : -TOLERANCE));
}

/**
 * Clips a region of even-odd rings. A region that falls apart becomes several rings, without bridges along the border. A
 * hole that the border cuts becomes part of the outline.
 */
export function clipRings(rings: readonly Ring[], borders: readonly HalfPlane[]): readonly Ring[] {
  return borders.reduce(clipByBorder, rings);
}

/** Cuts lines of several points each into the pieces that lie inside. */
export function clipLines(
  lines: readonly (readonly Point[])[],
  borders: readonly HalfPlane[],
): readonly (readonly Point[])[] {
  return borders.reduce((pieces, border) => pieces.flatMap((piece) => insideStretches(piece, border)), lines);
}

/**
 * The parts of a shape outside a convex region, as disjoint pieces.
 * @param clip `clipRings` where the shape is a region of even-odd rings, `clipLines` where it is lines
 */
export function subtractConvex<Shape extends readonly (readonly Point[])[]>(
  shape: Shape,
  borders: readonly HalfPlane[],
  clip: (shape: Shape, borders: readonly HalfPlane[]) => Shape,
): Shape[] {
  // The usual case: the whole shape lies beyond one border.
  const apart = borders.some((border) => shape.every((line) => line.every((p) => distance(border, p) <= 0)));
  if (apart || clip(shape, borders).length === 0) return [shape];
  const pieces: Shape[] = [];
  let rest = shape;
  for (const border of borders) {
    const outside = clip(rest, [opposite(border)]);
    if (outside.length > 0) pieces.push(outside);
    rest = clip(rest, [border]);
  }
  return pieces;
}

/** The other side of the same border. */
export function opposite({ a, b, c }: HalfPlane): HalfPlane {
  return { a: -a, b: -b, c: -c };
}

function distance({ a, b, c }: HalfPlane, point: Point): number {
  return a * point[0] + b * point[1] + c;
}

function clipByBorder(rings: readonly Ring[], border: HalfPlane): readonly Ring[] {
  const whole: Ring[] = [];
  const stretches: Point[][] = [];
  for (const ring of rings) {
    const start = firstBeyond(ring, border);
    if (start < 0) whole.push(ring);
    else for (const stretch of insideStretches(closedFrom(ring, start), border)) stretches.push(stretch);
  }
  // The usual case, for which nothing is made.
  if (whole.length === rings.length) return rings;
  for (const ring of joinAlong(border, stretches)) whole.push(ring);
  return whole;
}

function firstBeyond(ring: Ring, border: HalfPlane): number {
  for (let i = 0; i < ring.length; i++) if (distance(border, ring[i]!) < -TOLERANCE) return i;
  return -1;
}

function closedFrom(ring: Ring, start: number): Point[] {
  return [...ring.slice(start), ...ring.slice(0, start + 1)];
}

/** The stretches of a line inside a border. Each crossing of the border becomes a point. */
function insideStretches(points: readonly Point[], border: HalfPlane): Point[][] {
  const stretches: Point[][] = [];
  let current: Point[] | undefined;
  let previous: Point | undefined;
  let before = 0;
  for (const point of points) {
    const here = distance(border, point);
    const inside = here >= -TOLERANCE;
    if (previous && inside !== before >= -TOLERANCE) {
      const crossing = crossingPoint(border, previous, before, point, here);
      if (inside) current = [crossing];
      else current?.push(crossing);
    }
    if (inside) (current ??= []).push(point);
    else if (current) {
      stretches.push(current);
      current = undefined;
    }
    previous = point;
    before = here;
  }
  if (current) stretches.push(current);
  return stretches.map(withoutRepeats).filter((stretch) => stretch.length > 1);
}

/** Exact for horizontal and vertical borders, so that crops keep round numbers round. */
function crossingPoint(border: HalfPlane, from: Point, before: number, to: Point, after: number): Point {
  const share = Math.min(1, Math.max(0, before / (before - after)));
  return [
    border.b === 0 ? -border.c / border.a : from[0] + share * (to[0] - from[0]),
    border.a === 0 ? -border.c / border.b : from[1] + share * (to[1] - from[1]),
  ];
}

function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter((point, i) => {
    const previous = points[i - 1];
    return !previous || point[0] !== previous[0] || point[1] !== previous[1];
  });
}

/**
 * Closes stretches that begin and end on a border. By the even-odd rule the region touches the border between its
 * first and second crossing, its third and fourth, and so on, whatever ring they belong to and whichever way it runs.
 */
function joinAlong(border: HalfPlane, stretches: readonly Point[][]): Ring[] {
  if (stretches.length < 2) return stretches.map(closed).filter(hasArea);
  const along = (point: Point): number => border.a * point[1] - border.b * point[0];
  // End 2i is where stretch i begins, 2i + 1 where it ends.
  const ends = stretches.flatMap((stretch) => [along(stretch[0]!), along(stretch.at(-1)!)]);
  const sorted = ends.map((_, end) => end).sort((a, b) => ends[a]! - ends[b]! || a - b);
  const partner = new Map(sorted.map((end, i) => [end, sorted[i ^ 1]!]));

  const rings: Ring[] = [];
  const used = new Set<number>();
  for (let start = 0; start < ends.length; start += 2) {
    const parts: (readonly Point[])[] = [];
    for (let entry = start; !used.has(entry >> 1); entry = partner.get(entry ^ 1)!) {
      used.add(entry >> 1);
      const stretch = stretches[entry >> 1]!;
      parts.push(entry & 1 ? stretch.toReversed() : stretch);
    }
    rings.push(closed(parts.flat()));
  }
  return rings.filter(hasArea);
}

/** The points as a ring, none of them twice in turn. */
function closed(points: readonly Point[]): Ring {
  return withoutRepeats([...points, points[0]!]).slice(0, -1);
}

function hasArea(ring: Ring): boolean {
  return ring.length > 2;
}
