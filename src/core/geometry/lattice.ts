import type { Frame, Point } from './types.js';

/**
 * A field of displacements over a frame: the output position p shows the incoming position p + d(p). d is interpolated
 * between the knots of a lattice. Degree 1: bilinear, d is the value of a knot there. Degree 3: the uniform bicubic
 * B-spline with these coefficients. Beyond the frame d is that of the nearest point of the frame.
 */
export interface Lattice extends Frame {
  readonly degree: 1 | 3;
  /** Distances between knots, in pixels. */
  readonly stepX: number;
  readonly stepY: number;
  /** Knot (i, j) is at ((i − 1) · stepX, (j − 1) · stepY). There is one beyond each cell that the frame meets. */
  readonly columns: number;
  readonly rows: number;
  /** Row by row, in pixels. */
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** The knots that a side of the frame needs. */
export function knotsAlong(side: number, step: number): number {
  return Math.max(1, Math.ceil(side / step)) + 3;
}

/** The incoming position that an output position shows. */
export function shownAt(lattice: Lattice, point: Point): Point {
  const { dx, dy } = displacementAt(lattice, point);
  return [point[0] + dx, point[1] + dy];
}

interface Displacement {
  readonly dx: number;
  readonly dy: number;
  /** Their derivatives along x and y. */
  readonly dxAlong: Point;
  readonly dyAlong: Point;
}

function displacementAt(lattice: Lattice, [px, py]: Point): Displacement {
  const { degree, columns } = lattice;
  const x = axisTaps(px, lattice.width, lattice.stepX, columns, degree);
  const y = axisTaps(py, lattice.height, lattice.stepY, lattice.rows, degree);
  let [dx, dy, dxx, dxy, dyx, dyy] = [0, 0, 0, 0, 0, 0];
  for (let j = 0; j < 4; j++) {
    const row = (y.first + j) * columns + x.first;
    for (let i = 0; i < 4; i++) {
      const [alongX, alongY] = [x.slopes[i]! * y.weights[j]!, x.weights[i]! * y.slopes[j]!];
      const weight = x.weights[i]! * y.weights[j]!;
      const [knotX, knotY] = [lattice.dx[row + i]!, lattice.dy[row + i]!];
      dx += weight * knotX;
      dy += weight * knotY;
      dxx += alongX * knotX;
      dxy += alongY * knotX;
      dyx += alongX * knotY;
      dyy += alongY * knotY;
    }
  }
  return { dx, dy, dxAlong: [dxx, dxy], dyAlong: [dyx, dyy] };
}

type Four = readonly [number, number, number, number];

interface Taps {
  /** The first of four knots. */
  readonly first: number;
  readonly weights: Four;
  /** Derivatives of the weights, in pixels. */
  readonly slopes: Four;
}

const NO_SLOPES: Four = [0, 0, 0, 0];

/** The knots that count at a position along one axis. */
export function axisTaps(position: number, side: number, step: number, knots: number, degree: 1 | 3): Taps {
  const within = Math.min(side, Math.max(0, position));
  const first = Math.min(knots - 4, Math.floor(within / step));
  const t = within / step - first;
  const { weights, slopes } = degree === 1 ? linearTaps(t) : cubicTaps(t);
  if (within !== position) return { first, weights, slopes: NO_SLOPES };
  return {
    first,
    weights,
    slopes: [slopes[0] / step, slopes[1] / step, slopes[2] / step, slopes[3] / step],
  };
}

function linearTaps(t: number): Pick<Taps, 'weights' | 'slopes'> {
  return { weights: [0, 1 - t, t, 0], slopes: [0, -1, 1, 0] };
}

function cubicTaps(t: number): Pick<Taps, 'weights' | 'slopes'> {
  const r = 1 - t;
  return {
    weights: [(r * r * r) / 6, 2 / 3 - t * t * (1 - t / 2), 2 / 3 - r * r * (1 - r / 2), (t * t * t) / 6],
    slopes: [(-r * r) / 2, (t * (3 * t - 4)) / 2, (r * (4 - 3 * r)) / 2, (t * t) / 2],
  };
}

/** In pixels of the incoming frame. */
const CLOSE = 1e-4;
const MOST_STEPS = 40;
const SHORTEST_STEP = 1 / 64;

interface Found {
  readonly point: Point;
  /** Between what `point` shows and what was to be shown. */
  readonly distance: number;
}

/**
 * The output position that shows an incoming one: Newton's method from that position itself. Where this does not arrive,
 * which needs a field that folds over or is very steep, again from the nearest of some positions all over the frame. If
 * several positions show it, one of them; if none does, the one that shows the nearest position of those found.
 */
export function shownFrom(lattice: Lattice, incoming: Point): Point {
  const near = approach(lattice, incoming, incoming);
  if (near.distance <= CLOSE) return near.point;
  const far = approach(lattice, incoming, nearestStart(lattice, incoming));
  return far.distance < near.distance ? far.point : near.point;
}

function approach(lattice: Lattice, incoming: Point, start: Point): Found {
  let found: Found = { point: start, distance: distance(shownAt(lattice, start), incoming) };
  for (let step = 0; step < MOST_STEPS && found.distance > CLOSE; step++) {
    const next = nearer(lattice, incoming, found);
    if (!next) break;
    found = next;
  }
  return found;
}

/** One step of Newton's method, shortened until it comes nearer. */
function nearer(lattice: Lattice, incoming: Point, { point, distance: before }: Found): Found | undefined {
  const { dx, dy, dxAlong, dyAlong } = displacementAt(lattice, point);
  const [ex, ey] = [point[0] + dx - incoming[0], point[1] + dy - incoming[1]];
  const [a, b, c, d] = [1 + dxAlong[0], dxAlong[1], dyAlong[0], 1 + dyAlong[1]];
  const determinant = a * d - b * c;
  const [sx, sy] =
    Math.abs(determinant) > 1e-9
      ? [(d * ex - b * ey) / determinant, (a * ey - c * ex) / determinant]
      : [ex, ey];
  for (let share = 1; share >= SHORTEST_STEP; share /= 2) {
    const candidate: Point = [point[0] - share * sx, point[1] - share * sy];
    const after = distance(shownAt(lattice, candidate), incoming);
    if (after < before) return { point: candidate, distance: after };
  }
  return undefined;
}

const STARTS_A_SIDE = 48;

function nearestStart(lattice: Lattice, incoming: Point): Point {
  let [nearest, least] = [incoming, Infinity];
  for (let j = 0; j < STARTS_A_SIDE; j++) {
    for (let i = 0; i < STARTS_A_SIDE; i++) {
      const point: Point = [
        ((i + 0.5) / STARTS_A_SIDE) * lattice.width,
        ((j + 0.5) / STARTS_A_SIDE) * lattice.height,
      ];
      const away = distance(shownAt(lattice, point), incoming);
      if (away < least) [nearest, least] = [point, away];
    }
  }
  return nearest;
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}
