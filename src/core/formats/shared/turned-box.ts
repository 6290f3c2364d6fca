import { boundingBox } from '../../geometry/shapes.js';
import type { Box, Point } from '../../geometry/types.js';
import { atan2, cos, sin } from '../../math.js';

type Corners = readonly [Point, Point, Point, Point];

/** An upright box, and by how many degrees it is turned clockwise about its centre. */
export interface TurnedBox {
  readonly box: Box;
  readonly rotation: number;
}

/** The corners of a turned box, from its own upper left one on. */
export function cornersOf({ box: [x0, y0, x1, y1], rotation }: TurnedBox): Corners {
  const centre: Point = [(x0 + x1) / 2, (y0 + y1) / 2];
  const turn = turner(centre, (rotation * Math.PI) / 180);
  return [turn([x0, y0]), turn([x1, y0]), turn([x1, y1]), turn([x0, y1])];
}

/**
 * The smallest box around four corners, turned as their first side is. For a rectangle it is the rectangle itself. The
 * corners of a mirrored rectangle run the other way round; its first side is then followed backwards.
 */
export function turnedBoxOf([a, b, c, d]: Corners): TurnedBox {
  const across: Point = [b[0] - a[0] + c[0] - d[0], b[1] - a[1] + c[1] - d[1]];
  const down: Point = [d[0] - a[0] + c[0] - b[0], d[1] - a[1] + c[1] - b[1]];
  const side = across[0] * down[1] - across[1] * down[0] < 0 ? -1 : 1;
  const angle = atan2(side * across[1], side * across[0]);
  const back = turner([0, 0], -angle);
  const [x0, y0, x1, y1] = boundingBox([a, b, c, d].map(back))!;
  const [x, y] = turner([0, 0], angle)([(x0 + x1) / 2, (y0 + y1) / 2]);
  const [w, h] = [(x1 - x0) / 2, (y1 - y0) / 2];
  return { box: [x - w, y - h, x + w, y + h], rotation: degreesOf(angle) };
}

/** An angle in degrees from 0 to below 360. */
export function degreesOf(radians: number): number {
  const degrees = (radians * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** Turns points clockwise, as the image is displayed, by an angle in radians. */
export function turner([x, y]: Point, angle: number): (point: Point) => Point {
  const [c, s] = [cos(angle), sin(angle)];
  return ([u, v]) => [x + (u - x) * c - (v - y) * s, y + (u - x) * s + (v - y) * c];
}
