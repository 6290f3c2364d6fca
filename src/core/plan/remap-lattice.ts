import { knotsAlong, type Lattice } from '../geometry/lattice.js';
import type { Frame, Point } from '../geometry/types.js';
import type { GridAxis, RemapOperation } from './operations.js';

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
    case 'lens':
      return smoothLattice(frame, lensField(operation, frame));
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

function lensField({ unit, k }: Form<'lens'>, { width, height }: Frame): (point: Point) => Point {
  return ([x, y]) => {
    const [vx, vy] = [x - width / 2, y - height / 2];
    const [rx, ry] = [vx / unit[0], vy / unit[1]];
    const square = rx * rx + ry * ry;
    const more = square * (k[0] + square * k[1]);
    return [vx * more, vy * more];
  };
}

/** Knots along the longer side: an analytic field is followed to less than a hundredth of a pixel. */
const CELLS = 64;
/** The kernels take four pixels of a cell at a time. */
const SHORTEST = 4;

/**
 * An analytic field as a bicubic spline. Its coefficients are d − d″/6, of second differences between knots, with which
 * the spline equals every cubic polynomial (I. J. Schoenberg's quasi-interpolant).
 */
function smoothLattice(frame: Frame, field: (point: Point) => Point): Lattice {
  const step = Math.max(SHORTEST, Math.max(frame.width, frame.height) / CELLS);
  return latticeOf(frame, 3, step, step, ([x, y]) => {
    const [left, right] = [field([x - step, y]), field([x + step, y])];
    const [above, below] = [field([x, y - step]), field([x, y + step])];
    const here = field([x, y]);
    const coefficient = (axis: 0 | 1) =>
      (10 * here[axis] - left[axis] - right[axis] - above[axis] - below[axis]) / 6;
    return [coefficient(0), coefficient(1)];
  });
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
