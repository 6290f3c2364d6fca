import { compose, multiply, scaling, translation } from './matrix.js';
import type { Box, Matrix3 } from './types.js';

/**
 * The upright hull of the ellipse that is inscribed in a box, after a map. An ellipse is the image of the unit circle,
 * and its tangents are the lines l with l · C · l = 0, where C is the circle's dual conic diag(1, 1, −1), mapped. The
 * hull consists of the tangents x = t and y = t.
 * @returns undefined if the map brings a part of the ellipse to or behind the horizon
 */
export function ellipseHull([x0, y0, x1, y1]: Box, map: Matrix3): Box | undefined {
  const fromCircle = compose(
    scaling((x1 - x0) / 2, (y1 - y0) / 2),
    translation((x0 + x1) / 2, (y0 + y1) / 2),
  );
  const [a, b, c, d, e, f, g, h, i] = multiply(map, fromCircle);
  const horizon = g * g + h * h - i * i;
  if (horizon >= 0) return undefined;
  const [left, right] = tangents(a * a + b * b - c * c, a * g + b * h - c * i, horizon);
  const [top, bottom] = tangents(d * d + e * e - f * f, d * g + e * h - f * i, horizon);
  return [left, top, right, bottom];
}

/** The solutions of `own` − 2 t · `mixed` + t² · `horizon` = 0 for a negative `horizon`, the smaller one first. */
function tangents(own: number, mixed: number, horizon: number): readonly [number, number] {
  const spread = Math.sqrt(Math.max(0, mixed * mixed - own * horizon));
  return [(mixed + spread) / horizon, (mixed - spread) / horizon];
}
