import type { Json } from '../../src/core/json.js';

/** Geometry computed again from the sampled values, without code of the product. Matrices are rows of three. */
export type Matrix = readonly (readonly number[])[];
export type Point = readonly [x: number, y: number];

export interface Step {
  readonly matrix: Matrix;
  /** The frame after the step. */
  readonly width: number;
  readonly height: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
}

const shift = (x: number, y: number): Matrix => [
  [1, 0, x],
  [0, 1, y],
  [0, 0, 1],
];
const stretch = (x: number, y: number): Matrix => [
  [x, 0, 0],
  [0, y, 0],
  [0, 0, 1],
];

/** The first matrix is applied first. */
export function chain(...matrices: readonly Matrix[]): Matrix {
  return matrices.reduce((first, then) =>
    then.map((row) => [0, 1, 2].map((c) => row.reduce((sum, value, k) => sum + value * first[k]![c]!, 0))),
  );
}

/** Counterclockwise as displayed; y points down. */
function turn(degrees: number): Matrix {
  const angle = (degrees / 180) * Math.PI;
  return [
    [Math.cos(angle), Math.sin(angle), 0],
    [-Math.sin(angle), Math.cos(angle), 0],
    [0, 0, 1],
  ];
}

function shear(x: number, y: number): Matrix {
  const slope = (degrees: number) => -Math.tan((degrees / 180) * Math.PI);
  return [
    [1, slope(x), 0],
    [slope(y), 1, 0],
    [0, 0, 1],
  ];
}

function aboutMiddle(matrix: Matrix, { width, height }: Frame): Matrix {
  return chain(shift(-width / 2, -height / 2), matrix, shift(width / 2, height / 2));
}

interface Sampled {
  readonly angle: number;
  readonly scale: { readonly x: number; readonly y: number };
  readonly rotate: number;
  readonly shear: { readonly x: number; readonly y: number };
  readonly translate: { readonly x: number; readonly y: number };
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The matrix of each transform by its documentation, for the values that a Plan sampled. */
export function stepOf(transform: string, sampled: Json, { width, height }: Frame, size: Frame): Step {
  const frame = { width, height };
  const values = sampled as unknown as Sampled;
  switch (transform) {
    case 'Rotate':
      return { matrix: aboutMiddle(turn(values.angle), frame), ...frame };
    case 'Affine': {
      const { scale, rotate, shear: slant, translate } = values;
      const parts = [stretch(scale.x, scale.y), turn(rotate), shear(slant.x, slant.y)];
      return { matrix: aboutMiddle(chain(...parts, shift(translate.x, translate.y)), frame), ...frame };
    }
    case 'RandomResizedCrop': {
      const zoom = stretch(size.width / values.width, size.height / values.height);
      return { matrix: chain(shift(-values.x, -values.y), zoom), ...size };
    }
    case 'HorizontalFlip':
      return { matrix: chain(stretch(-1, 1), shift(frame.width, 0)), ...frame };
    default:
      throw new Error(`no matrix for ${transform}`);
  }
}

export function move([x, y]: Point, matrix: Matrix): Point {
  const [u, v, w] = matrix.map((row) => row[0]! * x + row[1]! * y + row[2]!) as [number, number, number];
  return [u / w, v / w];
}

/** The inverse of an affine matrix. */
export function inverse(matrix: Matrix): Matrix {
  const [a, b, c, d, e, f] = matrix.flat();
  const determinant = a! * e! - b! * d!;
  const turned: Matrix = [
    [e! / determinant, -b! / determinant, 0],
    [-d! / determinant, a! / determinant, 0],
    [0, 0, 1],
  ];
  return chain(shift(-c!, -f!), turned);
}

/** The part of a convex ring inside the frame. */
export function clip(ring: readonly Point[], { width, height }: Frame): Point[] {
  const inside: ((point: Point) => number)[] = [
    ([x]) => x,
    ([x]) => width - x,
    ([, y]) => y,
    ([, y]) => height - y,
  ];
  return inside.reduce<Point[]>(
    (points, depth) => {
      return points.flatMap((point, i) => {
        const before = points.at(i - 1)!;
        const [from, to] = [depth(before), depth(point)];
        const share = from / (from - to);
        const crossing: Point = [
          before[0] + share * (point[0] - before[0]),
          before[1] + share * (point[1] - before[1]),
        ];
        return [...(from < 0 !== to < 0 ? [crossing] : []), ...(to < 0 ? [] : [point])];
      });
    },
    [...ring],
  );
}

export function boundingBox(points: readonly Point[]): number[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function isInside([x, y]: Point, ring: readonly Point[]): boolean {
  return ring.reduce((odd, [x1, y1], i) => {
    const [x0, y0] = ring.at(i - 1)!;
    const crosses = y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    return crosses ? !odd : odd;
  }, false);
}

export function distanceToEdge([x, y]: Point, ring: readonly Point[]): number {
  const distances = ring.map(([x1, y1], i) => {
    const [x0, y0] = ring.at(i - 1)!;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy);
    const share = Math.min(1, Math.max(0, along));
    return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
  });
  return Math.min(...distances);
}
