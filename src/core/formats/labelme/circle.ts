import { sum } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import { cos, sin } from '../../math.js';

/** With 64 corners a polygon's area is within 0.2 % of its circle's. */
const CORNERS = 64;

const ROUNDNESS = 1e-6;

/** A circle as a polygon that begins at the given point of its edge. */
export function circleRing([x, y]: Point, [edgeX, edgeY]: Point): Point[] {
  const [dx, dy] = [edgeX - x, edgeY - y];
  return Array.from({ length: CORNERS }, (_, i): Point => {
    if (i === 0) return [edgeX, edgeY];
    const angle = (2 * Math.PI * i) / CORNERS;
    const [c, s] = [cos(angle), sin(angle)];
    return [x + dx * c - dy * s, y + dx * s + dy * c];
  });
}

/** Centre and a point on the edge, where the polygon is still a circle: neither clipped nor stretched. */
export function circleOf(ring: readonly Point[]): [Point, Point] | undefined {
  if (ring.length !== CORNERS) return undefined;
  const centre: Point = [sum(ring.map(([x]) => x)) / CORNERS, sum(ring.map(([, y]) => y)) / CORNERS];
  const radii = ring.map(([x, y]) => Math.sqrt((x - centre[0]) ** 2 + (y - centre[1]) ** 2));
  const least = radii.reduce((a, b) => Math.min(a, b));
  const most = radii.reduce((a, b) => Math.max(a, b));
  return most - least <= ROUNDNESS * most ? [centre, ring[0]!] : undefined;
}
