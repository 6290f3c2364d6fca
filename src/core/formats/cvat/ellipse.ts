import { sum } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import { atan2, cos, sin } from '../../math.js';
import { degreesOf, turner } from '../shared/turned-box.js';

/** An ellipse whose first axis is turned clockwise from the horizontal, in degrees. */
export interface Ellipse {
  readonly centre: Point;
  readonly radii: readonly [number, number];
  readonly rotation: number;
}

/** With 64 corners a polygon's area is within 0.2 % of its ellipse's. */
const CORNERS = 64;

/** Largest distance from the ellipse, as a share of its size. */
const ROUNDNESS = 1e-6;

/** An ellipse as a polygon that begins at the end of its first axis. */
export function ringOf({ centre: [x, y], radii: [first, second], rotation }: Ellipse): Point[] {
  const turn = turner([x, y], (rotation * Math.PI) / 180);
  return angles().map(([c, s]) => turn([x + first * c, y + second * s]));
}

/**
 * The ellipse whose polygon this is: still unclipped, perhaps scaled, turned, mirrored or sheared. Of an ellipse that was
 * sheared, the first axis is the one that lies nearer to the polygon's first corner.
 */
export function ellipseOf(ring: readonly Point[]): Ellipse | undefined {
  if (ring.length !== CORNERS) return undefined;
  const centre: Point = [sum(ring.map(([x]) => x)) / CORNERS, sum(ring.map(([, y]) => y)) / CORNERS];
  const from = ([x, y]: Point): Point => [x - centre[0], y - centre[1]];
  const [a, b] = [from(ring[0]!), from(ring[CORNERS / 4]!)];
  const size = Math.abs(a[0]) + Math.abs(a[1]) + Math.abs(b[0]) + Math.abs(b[1]);
  const isEllipse = angles().every(([c, s], i) => {
    const [x, y] = from(ring[i]!);
    return Math.abs(x - a[0] * c - b[0] * s) + Math.abs(y - a[1] * c - b[1] * s) <= ROUNDNESS * size;
  });
  return isEllipse ? { centre, ...axesOf(a, b) } : undefined;
}

/** The axes of the ellipse a · cos t + b · sin t: eigenvectors of the matrix a aᵀ + b bᵀ. */
function axesOf(a: Point, b: Point): Omit<Ellipse, 'centre'> {
  const xx = a[0] * a[0] + b[0] * b[0];
  const xy = a[0] * a[1] + b[0] * b[1];
  const yy = a[1] * a[1] + b[1] * b[1];
  const spread = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  const middle = (xx + yy) / 2;
  const [long, short] = [Math.sqrt(middle + spread), Math.sqrt(Math.max(0, middle - spread))];
  const isCircle = spread <= ROUNDNESS * middle;
  const along = isCircle ? atan2(a[1], a[0]) : atan2(2 * xy, xx - yy) / 2;
  const startsLong =
    Math.abs(a[0] * cos(along) + a[1] * sin(along)) >= Math.abs(a[1] * cos(along) - a[0] * sin(along));
  const first = startsLong ? along : along + Math.PI / 2;
  const isMirrored = a[0] * b[1] - a[1] * b[0] < 0;
  const ahead = a[0] * cos(first) + a[1] * sin(first) >= 0 !== isMirrored;
  return {
    radii: startsLong ? [long, short] : [short, long],
    rotation: degreesOf(ahead ? first : first - Math.PI) % 360,
  };
}

function angles(): Point[] {
  return Array.from({ length: CORNERS }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / CORNERS;
    return [cos(angle), sin(angle)];
  });
}
