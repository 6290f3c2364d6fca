import type { Matrix3, Point } from './types.js';
import { RecipeError } from '../errors.js';

/**
 * Projective maps of the plane in edge coordinates: the image is [0, width] × [0, height], y points down.
 * Matrices are row-major and act on column vectors (x, y, 1).
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
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return [
    a0 * b0 + a1 * b3 + a2 * b6,
    a0 * b1 + a1 * b4 + a2 * b7,
    a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6,
    a3 * b1 + a4 * b4 + a5 * b7,
    a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6,
    a6 * b1 + a7 * b4 + a8 * b7,
    a6 * b2 + a7 * b5 + a8 * b8,
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
export function apply(matrix: Matrix3, [x, y]: Point): Point {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const weight = g * x + h * y + i;
  return [(a * x + b * y + c) / weight, (d * x + e * y + f) / weight];
}

/** True where straight parallels stay parallel: the last row is (0, 0, positive). */
export function isAffine(matrix: Matrix3): boolean {
  return matrix[6] === 0 && matrix[7] === 0 && matrix[8] > 0;
}
