import type { Matrix3, Point } from './types.js';
import { RecipeError } from '../errors.js';

/**
 * Projective maps of the plane in edge coordinates: the image is [0, width] × [0, height], y points down.
 * Matrices are row-major and act on column vectors (x, y, 1). What is called for every point indexes arrays: destructuring
 * takes several times as long.
 */
export const IDENTITY: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function translation(x: number, y: number): Matrix3 {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

/** Scales about the origin. */
export function scaling(x: number, y: number): Matrix3 {
  return [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** The product a · b: the map that applies `b` first, then `a`. */
export function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  return [
    a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
    a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
    a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
    a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
    a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
    a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
    a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
    a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
    a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
  ];
}

/** The map that applies all `maps` in their order. */
export function compose(...maps: readonly Matrix3[]): Matrix3 {
  return maps.reduce((done, next) => multiply(next, done), IDENTITY);
}

/** @throws RecipeError where the map squeezes the image to a line or a point, or is not finite */
export function invert(matrix: Matrix3): Matrix3 {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * A + b * B + c * C;
  const inverse: Matrix3 = [
    A / determinant,
    (c * h - b * i) / determinant,
    (b * f - c * e) / determinant,
    B / determinant,
    (a * i - c * g) / determinant,
    (c * d - a * f) / determinant,
    C / determinant,
    (b * g - a * h) / determinant,
    (a * e - b * d) / determinant,
  ];
  if (determinant === 0 || !inverse.every(Number.isFinite)) {
    throw new RecipeError(
      `the matrix [${matrix.join(', ')}] squeezes the image to a line or a point; use scales other than 0 and shears below 90°`,
    );
  }
  return inverse;
}

/** Divides by the third coordinate. If that is not positive, the point lies behind the viewer, and the result is meaningless. */
export function apply(matrix: Matrix3, point: Point): Point {
  const x = point[0];
  const y = point[1];
  const weight = matrix[6] * x + matrix[7] * y + matrix[8];
  return [
    (matrix[0] * x + matrix[1] * y + matrix[2]) / weight,
    (matrix[3] * x + matrix[4] * y + matrix[5]) / weight,
  ];
}

/** True where straight parallels stay parallel: the last row is (0, 0, positive). */
export function isAffine(matrix: Matrix3): boolean {
  return matrix[6] === 0 && matrix[7] === 0 && matrix[8] > 0;
}
