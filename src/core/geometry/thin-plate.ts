import { log } from '../math.js';
import type { Point } from './types.js';

/**
 * The thin plate spline through values at points (F. L. Bookstein, "Principal warps", 1989): a linear function, and for
 * each point a weight times r² log r of the distance from it.
 * @param points not all on one line, no two of them equal; two coinciding points share the sum of their weights
 */
export function thinPlate(points: readonly Point[], values: readonly Point[]): (point: Point) => Point {
  const count = points.length;
  const rows = [
    ...points.map((point, i) => [
      ...points.map((other) => bending(point, other)),
      1,
      ...point,
      ...values[i]!,
    ]),
    [...points.map(() => 1), 0, 0, 0, 0, 0],
    [...points.map(([x]) => x), 0, 0, 0, 0, 0],
    [...points.map(([, y]) => y), 0, 0, 0, 0, 0],
  ];
  const weights = solved(rows);
  return ([x, y]) => {
    const [constant, alongX, alongY] = [weights[count]!, weights[count + 1]!, weights[count + 2]!];
    let u = constant[0] + alongX[0] * x + alongY[0] * y;
    let v = constant[1] + alongX[1] * x + alongY[1] * y;
    points.forEach((point, i) => {
      const bent = bending(point, [x, y]);
      u += bent * weights[i]![0];
      v += bent * weights[i]![1];
    });
    return [u, v];
  };
}

/** r² log r, from the square of r. */
function bending([ax, ay]: Point, [bx, by]: Point): number {
  const square = (ax - bx) * (ax - bx) + (ay - by) * (ay - by);
  return square > 0 ? (square * log(square)) / 2 : 0;
}

/** Gaussian elimination with row pivots. The last two columns are the right sides. Unknowns without a pivot are 0. */
function solved(rows: readonly (readonly number[])[]): Point[] {
  const matrix = rows.map((row) => [...row]);
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    const pivot = largestBelow(matrix, column);
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    const own = matrix[column]!;
    if (Math.abs(own[column]!) < SINGULAR) continue;
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row]![column]! / own[column]!;
      for (let i = column; i < size + 2; i++) matrix[row]![i]! -= factor * own[i]!;
    }
  }
  const result: Point[] = Array<Point>(size).fill([0, 0]);
  for (let row = size - 1; row >= 0; row--) {
    const own = matrix[row]!;
    let [u, v] = [own[size]!, own[size + 1]!];
    for (let i = row + 1; i < size; i++) {
      u -= own[i]! * result[i]![0];
      v -= own[i]! * result[i]![1];
    }
    const pivot = own[row]!;
    result[row] = Math.abs(pivot) < SINGULAR ? [0, 0] : [u / pivot, v / pivot];
  }
  return result;
}

const SINGULAR = 1e-12;

function largestBelow(matrix: readonly (readonly number[])[], column: number): number {
  let best = column;
  for (let row = column + 1; row < matrix.length; row++) {
    if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[best]![column]!)) best = row;
  }
  return best;
}
