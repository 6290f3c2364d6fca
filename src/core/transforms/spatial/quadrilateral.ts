import type { Matrix3, Point } from '../../geometry/types.js';
import { apply, invert, multiply } from '../../geometry/matrix.js';

/** The corners of a convex shape, in the order of the corners (0, 0), (1, 0), (1, 1) and (0, 1) of the unit square. */
export type Quadrilateral = readonly [Point, Point, Point, Point];

export function rectangle(width: number, height: number): Quadrilateral {
  return [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
}

/** True where the way around turns to the right at each corner, so that no three corners lie on one line. */
export function isConvex(corners: Quadrilateral): boolean {
  return corners.every((corner, index) => {
    const [next, last] = [corners[(index + 1) % 4]!, corners[(index + 2) % 4]!];
    const [ux, uy] = [next[0] - corner[0], next[1] - corner[1]];
    const [vx, vy] = [last[0] - next[0], last[1] - next[1]];
    return ux * vy - uy * vx > 0;
  });
}

/**
 * The projective map from the corners of `from` to those of `to`. Its weight is 1 at the centre of `from`, and
 * therefore positive everywhere inside it.
 */
export function quadrilateralToQuadrilateral(from: Quadrilateral, to: Quadrilateral): Matrix3 {
  const map = multiply(squareTo(to), invert(squareTo(from)));
  const [x, y] = apply(squareTo(from), [0.5, 0.5]);
  const weight = map[6] * x + map[7] * y + map[8];
  return map.map((value) => value / weight) as unknown as Matrix3;
}

/** The projective map from the unit square to a quadrilateral: Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), 2.2.3. */
function squareTo([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Quadrilateral): Matrix3 {
  const [dx1, dx2, sumX] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sumY] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sumX * dy2 - dx2 * sumY) / determinant;
  const h = (dx1 * sumY - sumX * dy1) / determinant;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}
