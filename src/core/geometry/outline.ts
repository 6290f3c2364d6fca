import type { Ring } from './shapes.js';
import type { Point } from './types.js';

/** How closely a line is followed, in pixels. */
export interface Closeness {
  /** The greatest distance between points that are moved. */
  readonly spacing: number;
  /** Points that lie closer to the line between others are left out. */
  readonly flatness: number;
}

/** A moved line: its own points, and as many between them as a curve needs. */
export function movedLine(
  points: readonly Point[],
  move: (point: Point) => Point,
  closeness: Closeness,
): Point[] {
  const first = points[0];
  if (!first) return [];
  const moved = [move(first)];
  for (let i = 1; i < points.length; i++) {
    for (const point of movedEdge(points[i - 1]!, points[i]!, move, closeness)) moved.push(point);
  }
  return moved;
}

/** The same for a closed line, whose first point is not repeated. */
export function movedRing(ring: Ring, move: (point: Point) => Point, closeness: Closeness): Point[] {
  return movedLine([...ring, ...ring.slice(0, 1)], move, closeness).slice(0, -1);
}

/** The curve behind its first point. */
function movedEdge(
  from: Point,
  to: Point,
  move: (point: Point) => Point,
  { spacing, flatness }: Closeness,
): Point[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.sqrt(dx * dx + dy * dy);
  const pieces = Math.max(1, Math.ceil(length / spacing));
  const at = (share: number): Point => (share === 1 ? to : [from[0] + share * dx, from[1] + share * dy]);
  const trace: Trace = (share) => move(at(share));
  const curve = [trace(0)];
  for (let i = 1; i <= pieces; i++) {
    const [begin, end] = [(i - 1) / pieces, i / pieces];
    const last = trace(end);
    addBetween(curve, trace, [begin, curve.at(-1)!], [end, last], SHORTEST / length);
    curve.push(last);
  }
  return flattened(curve, flatness).slice(1);
}

/** The moved point at a share of an edge. */
type Trace = (share: number) => Point;
type Traced = readonly [share: number, point: Point];

/** In pixels: pieces of this length are not halved. */
const SHORTEST = 0.5;
/** In pixels: a piece bends if its middle is farther from the middle of its ends. */
const BEND = 0.03;

/** Adds points between two of a curve until the pieces are straight, or no longer than the share `shortest`. */
function addBetween(curve: Point[], trace: Trace, begin: Traced, end: Traced, shortest: number): void {
  if (end[0] - begin[0] <= shortest) return;
  const share = (begin[0] + end[0]) / 2;
  const middle = trace(share);
  const ex = (begin[1][0] + end[1][0]) / 2 - middle[0];
  const ey = (begin[1][1] + end[1][1]) / 2 - middle[1];
  if (Math.sqrt(ex * ex + ey * ey) <= BEND) return;
  addBetween(curve, trace, begin, [share, middle], shortest);
  curve.push(middle);
  addBetween(curve, trace, [share, middle], end, shortest);
}

/** By D. H. Douglas and T. K. Peucker, 1973. */
function flattened(curve: readonly Point[], flatness: number): readonly Point[] {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  let [farthest, most] = [0, flatness];
  for (let i = 1; i < curve.length - 1; i++) {
    const away = distanceFromSegment(curve[i]!, first, last);
    if (away > most) [farthest, most] = [i, away];
  }
  if (farthest === 0) return [first, last];
  return [
    ...flattened(curve.slice(0, farthest + 1), flatness),
    ...flattened(curve.slice(farthest), flatness).slice(1),
  ];
}

function distanceFromSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  const [ex, ey] = [x - ax - share * dx, y - ay - share * dy];
  return Math.sqrt(ex * ex + ey * ey);
}
