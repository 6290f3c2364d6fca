import type { Point } from '../../geometry/types.js';

/** A ring without the repetition of its first point at the end, and whether it had one. Fewer than four points stay as they are. */
export function openRing(points: readonly Point[]): {
  readonly ring: readonly Point[];
  readonly closed: boolean;
} {
  const [first, last] = [points[0], points.at(-1)];
  const closed = points.length > 3 && first![0] === last![0] && first![1] === last![1];
  return { ring: closed ? points.slice(0, -1) : points, closed };
}
