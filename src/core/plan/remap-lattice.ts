import { knotsAlong, type Lattice } from '../geometry/lattice.js';
import type { Frame, Point } from '../geometry/types.js';
import type { GridAxis, RemapOperation } from './operations.js';
import { randomKnots } from './random-knots.js';
import { thinPlate } from '../geometry/thin-plate.js';

type Form<Name extends RemapOperation['form']> = Extract<RemapOperation, { form: Name }>;

/** Beyond this, no kernel can follow; no image is as large. */
const FARTHEST = 32_000;

const lattices = new WeakMap<RemapOperation, Lattice>();

/** The field of a remap on a frame. It is kept with the Operation, as pixels, alpha, masks and labels each need it. */
export function remapLattice(operation: RemapOperation, frame: Frame): Lattice {
  const known = lattices.get(operation);
  if (known?.width === frame.width && known.height === frame.height) return known;
  const made = makeLattice(operation, frame);
  lattices.set(operation, made);
  return made;
}

function makeLattice(operation: RemapOperation, frame: Frame): Lattice {
  switch (operation.form) {
    case 'grid':
      return gridLattice(operation, frame);
    case 'mesh':
      return meshLattice(operation, frame);
    case 'lens':
      return smoothLattice(frame, lensField(operation, frame));
    case 'spline':
      return smoothLattice(frame, splineField(operation, frame));
    case 'random':
      return randomLattice(operation, frame);
  }
}

/** The field is linear in each cell of the grid, and so it is that of the lattice. */
function gridLattice({ x, y }: Form<'grid'>, frame: Frame): Lattice {
  return latticeOf(frame, 1, x.step, y.step, ([knotX, knotY]) => [
    shownAlong(x, knotX) - knotX,
    shownAlong(y, knotY) - knotY,
  ]);
}

function shownAlong({ step, from }: GridAxis, position: number): number {
  const cell = Math.min(from.length - 2, Math.max(0, Math.floor(position / step)));
  const share = position / step - cell;
  return from[cell]! + share * (from[cell + 1]! - from[cell]!);
}

/** Beyond the edge, the outermost points are repeated. */
function meshLattice({ columns, rows, dx, dy }: Form<'mesh'>, frame: Frame): Lattice {
  const [stepX, stepY] = [frame.width / (columns - 1), frame.height / (rows - 1)];
  const within = (index: number, count: number) => Math.min(count - 1, Math.max(0, index - 1));
  return latticeOf(frame, 1, stepX, stepY, (_, column, row) => {
    const at = within(row, rows) * columns + within(column, columns);
    return [dx[at]!, dy[at]!];
  });
}

function lensField({ unit, k }: Form<'lens'>, { width, height }: Frame): (point: Point) => Point {
  return ([x, y]) => {
    const [vx, vy] = [x - width / 2, y - height / 2];
    const [rx, ry] = [vx / unit[0], vy / unit[1]];
    const square = rx * rx + ry * ry;
    const more = square * (k[0] + square * k[1]);
    return [vx * more, vy * more];
  };
}

function splineField({ points, shifts }: Form<'spline'>, { width, height }: Frame): (point: Point) => Point {
  const spline = thinPlate(points, shifts);
  return ([x, y]) => {
    const [u, v] = spline([x / width, y / height]);
    return [u * width, v * height];
  };
}

/** Cells along the longer side: an analytic field is followed to less than a hundredth of a pixel. */
const CELLS = 64;
/** The kernels take four pixels of a cell at a time. */
const SHORTEST = 4;

/**
 * An analytic field as a bicubic spline. Its coefficients are d − d″/6, of second differences between knots, with which
 * the spline equals every cubic polynomial (I. J. Schoenberg's quasi-interpolant).
 */
function smoothLattice(frame: Frame, field: (point: Point) => Point): Lattice {
  const step = Math.max(SHORTEST, Math.max(frame.width, frame.height) / CELLS);
  const across = knotsAlong(frame.width, step) + 2;
  const samples: Point[] = [];
  for (let row = 0; row < knotsAlong(frame.height, step) + 2; row++) {
    for (let column = 0; column < across; column++) {
      samples.push(field([(column - 2) * step, (row - 2) * step]));
    }
  }
  return latticeOf(frame, 3, step, step, (_, column, row) => {
    const at = (row + 1) * across + column + 1;
    const coefficient = (axis: 0 | 1) => {
      const beside = samples[at - 1]![axis] + samples[at + 1]![axis];
      const above = samples[at - across]![axis] + samples[at + across]![axis];
      return (10 * samples[at]![axis] - beside - above) / 6;
    };
    return [coefficient(0), coefficient(1)];
  });
}

/** Smoothed noise as a bicubic spline whose knots are a sigma apart. */
function randomLattice({ sigma, std, stdY = std, same, seed }: Form<'random'>, frame: Frame): Lattice {
  const [columns, rows] = [knotsAlong(frame.width, sigma), knotsAlong(frame.height, sigma)];
  const stds = [Math.min(std, FARTHEST), Math.min(stdY, FARTHEST)] as const;
  return {
    ...{ width: frame.width, height: frame.height, degree: 3, stepX: sigma, stepY: sigma },
    ...{ columns, rows, ...randomKnots(columns, rows, stds, same, seed) },
  };
}

/** @param knot the displacement, or the coefficient, of the knot at a position */
function latticeOf(
  { width, height }: Frame,
  degree: 1 | 3,
  stepX: number,
  stepY: number,
  knot: (position: Point, column: number, row: number) => Point,
): Lattice {
  const [columns, rows] = [knotsAlong(width, stepX), knotsAlong(height, stepY)];
  const [dx, dy] = [new Float32Array(columns * rows), new Float32Array(columns * rows)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = knot([(column - 1) * stepX, (row - 1) * stepY], column, row);
      dx[row * columns + column] = bounded(x);
      dy[row * columns + column] = bounded(y);
    }
  }
  return { width, height, degree, stepX, stepY, columns, rows, dx, dy };
}

function bounded(value: number): number {
  return Math.min(FARTHEST, Math.max(-FARTHEST, value));
}
