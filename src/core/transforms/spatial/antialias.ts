import * as z from 'zod';
import type { Frame, Matrix3, Point } from '../../geometry/types.js';
import { rectangle } from './quadrilateral.js';

export const antialias = z
  .boolean()
  .prefault(false)
  .describe(
    'Whether pixels are averaged first where the image shrinks, so that fine patterns do not become coarse ones.',
  );

/** Nearer to 1, a second interpolation blurs more than averaging gains. */
const LARGEST_FACTOR = 0.9;

/**
 * The size to which an image is to be averaged before a map, so that the map itself shrinks it no more. Compared with the mean
 * over 64 positions in each pixel, on three photographs turned by 17°: no worse at a factor of 0.88, 3 dB better at 0.5, and
 * 8 dB at 0.2.
 * @param matrix from the coordinates of `frame` to those of the result
 */
export function shrunkFrame(matrix: Matrix3, frame: Frame): Frame {
  const lengths = rectangle(frame.width, frame.height).map((corner) => unitLengths(matrix, corner));
  const shrink = (side: number, factors: readonly number[]) => {
    // eslint-disable-next-line no-restricted-syntax -- four corners
    const factor = Math.max(...factors);
    return factor < LARGEST_FACTOR ? Math.max(1, Math.ceil(side * factor)) : side;
  };
  return {
    width: shrink(
      frame.width,
      lengths.map(([x]) => x),
    ),
    height: shrink(
      frame.height,
      lengths.map(([, y]) => y),
    ),
  };
}

/** How long a short step along x, and one along y, become at a point; infinite beyond the horizon of a perspective. */
function unitLengths(matrix: Matrix3, [x, y]: Point): readonly [number, number] {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const w = g * x + h * y + i;
  if (w <= 0) return [Infinity, Infinity];
  const [u, v] = [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
  return [length(a - u * g, d - v * g) / w, length(b - u * h, e - v * h) / w];
}

function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
