import type { Point } from '../../geometry/types.js';

/**
 * A ring without a last point that repeats the first, and whether it had one. A ring of three points stays as it is.
 */
export function openRing(points: readonly Point[]): {
  readonly ring: readonly Point[];
  readonly closed: boolean;
} {
  const [first, last] = [points[0], points.at(-1)];
  const closed = points.length > 3 && first![0] === last![0] && first![1] === last![1];
  return { ring: closed ? points.slice(0, -1) : points, closed };
}
