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
export function shownAt(lattice: Lattice, [x, y]: Point): Point {
  const { dx, dy } = displacementAt(lattice, x, y);
  return [x + dx, y + dy];
}

interface Displacement {
  readonly dx: number;
  readonly dy: number;
  /** Derivatives: of dx along x, of dx along y, and those of dy. */
  readonly dxx: number;
  readonly dxy: number;
  readonly dyx: number;
  readonly dyy: number;
}

function displacementAt(lattice: Lattice, px: number, py: number): Displacement {
  const { degree, columns } = lattice;
  const x = setTaps(TAPS_X, px, lattice.width, lattice.stepX, columns, degree);
  const y = setTaps(TAPS_Y, py, lattice.height, lattice.stepY, lattice.rows, degree);
  let [dx, dy, dxx, dxy, dyx, dyy] = [0, 0, 0, 0, 0, 0];
  for (let j = 0; j < 4; j++) {
    const row = (y.first + j) * columns + x.first;
    for (let i = 0; i < 4; i++) {
      const weight = x.weights[i]! * y.weights[j]!;
      const alongX = x.slopes[i]! * y.weights[j]!;
      const alongY = x.weights[i]! * y.slopes[j]!;
      const knotX = lattice.dx[row + i]!;
      const knotY = lattice.dy[row + i]!;
      dx += weight * knotX;
      dy += weight * knotY;
      dxx += alongX * knotX;
      dxy += alongY * knotX;
      dyx += alongX * knotY;
      dyy += alongY * knotY;
    }
  }
  return { dx, dy, dxx, dxy, dyx, dyy };
}

/** The four knots that count at a position along one axis. */
interface Taps {
  first: number;
  readonly weights: Float64Array;
  /** Derivatives of the weights, in pixels. */
  readonly slopes: Float64Array;
}

function newTaps(): Taps {
  return { first: 0, weights: new Float64Array(4), slopes: new Float64Array(4) };
}

/** Labels ask for many positions: new arrays for each would take most of the time. */
const [TAPS_X, TAPS_Y] = [newTaps(), newTaps()];

/** The first of the four knots at a position along one axis, and their weights. */
export function axisTaps(
  position: number,
  side: number,
  step: number,
  knots: number,
  degree: 1 | 3,
): Pick<Taps, 'first' | 'weights'> {
  return setTaps(newTaps(), position, side, step, knots, degree);
}

function setTaps(
  taps: Taps,
  position: number,
  side: number,
  step: number,
  knots: number,
  degree: 1 | 3,
): Taps {
  const within = Math.min(side, Math.max(0, position));
  taps.first = Math.min(knots - 4, Math.floor(within / step));
  const t = within / step - taps.first;
  // Beyond the frame the displacement stays the same.
  const scale = within === position ? 1 / step : 0;
  if (degree === 1) setLinear(taps, t, scale);
  else setCubic(taps, t, scale);
  return taps;
}

function setLinear({ weights, slopes }: Taps, t: number, scale: number): void {
  weights[0] = 0;
  weights[1] = 1 - t;
  weights[2] = t;
  weights[3] = 0;
  slopes[0] = 0;
  slopes[1] = -scale;
  slopes[2] = scale;
  slopes[3] = 0;
}

function setCubic({ weights, slopes }: Taps, t: number, scale: number): void {
  const r = 1 - t;
  weights[0] = (r * r * r) / 6;
  weights[1] = 2 / 3 - t * t * (1 - t / 2);
  weights[2] = 2 / 3 - r * r * (1 - r / 2);
  weights[3] = (t * t * t) / 6;
  slopes[0] = (-scale * r * r) / 2;
  slopes[1] = (scale * t * (3 * t - 4)) / 2;
  slopes[2] = (scale * r * (4 - 3 * r)) / 2;
  slopes[3] = (scale * t * t) / 2;
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
  const { dx, dy, dxx, dxy, dyx, dyy } = displacementAt(lattice, point[0], point[1]);
  const ex = point[0] + dx - incoming[0];
  const ey = point[1] + dy - incoming[1];
  const determinant = (1 + dxx) * (1 + dyy) - dxy * dyx;
  const isSteep = Math.abs(determinant) > 1e-9;
  const sx = isSteep ? ((1 + dyy) * ex - dxy * ey) / determinant : ex;
  const sy = isSteep ? ((1 + dxx) * ey - dyx * ex) / determinant : ey;
  for (let share = 1; share >= SHORTEST_STEP; share /= 2) {
    const candidate: Point = [point[0] - share * sx, point[1] - share * sy];
    const after = distance(shownAt(lattice, candidate), incoming);
    if (after < before) return { point: candidate, distance: after };
  }
  return undefined;
}

const STARTS_A_SIDE = 48;

/** What positions all over the frame show: x, y, x, y, … */
const starts = new WeakMap<Lattice, Float64Array>();

function startAt({ width, height }: Lattice, index: number): Point {
  const [column, row] = [index % STARTS_A_SIDE, Math.floor(index / STARTS_A_SIDE)];
  return [((column + 0.5) / STARTS_A_SIDE) * width, ((row + 0.5) / STARTS_A_SIDE) * height];
}

function startsOf(lattice: Lattice): Float64Array {
  const known = starts.get(lattice);
  if (known) return known;
  const shown = new Float64Array(2 * STARTS_A_SIDE * STARTS_A_SIDE);
  for (let i = 0; i < shown.length / 2; i++) shown.set(shownAt(lattice, startAt(lattice, i)), 2 * i);
  starts.set(lattice, shown);
  return shown;
}

function nearestStart(lattice: Lattice, [x, y]: Point): Point {
  const shown = startsOf(lattice);
  let [nearest, least] = [0, Infinity];
  for (let i = 0; i < shown.length; i += 2) {
    const [ex, ey] = [shown[i]! - x, shown[i + 1]! - y];
    const square = ex * ex + ey * ey;
    if (square < least) [nearest, least] = [i / 2, square];
  }
  return startAt(lattice, nearest);
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}
