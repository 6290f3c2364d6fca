import type { RingsPaint, Shape, ShapesPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Point } from '../../geometry/types.js';
import type { Surface } from '../memory.js';

/** Shapes cover the pixels whose centres lie in them. */
export function paintShapes(surface: Surface, { shapes }: ShapesPaint): void {
  surface.data.fill(0);
  const cover = coverWith(surface, 255);
  for (const shape of shapes) coverShape(shape, surface.height, cover);
}

/** The inner rings over the outer ones. */
export function paintRings(surface: Surface, { centre, rings }: RingsPaint): void {
  surface.data.fill(0);
  for (const [radius, level] of rings.toReversed())
    coverDisc(centre, radius, surface.height, coverWith(surface, level));
}

function coverWith({ data, width, depth }: Surface, level: number): Cover {
  const units = Math.round(level * unitsPerLevel(depth));
  return (y, x0, x1) => {
    const [left, right] = [Math.max(0, Math.ceil(x0 - 0.5)), Math.min(width, Math.ceil(x1 - 0.5))];
    if (left < right) data.fill(units, y * width + left, y * width + right);
  };
}

/** Covers the pixels of row y whose centres lie in [x0, x1). */
type Cover = (y: number, x0: number, x1: number) => void;

function coverShape(shape: Shape, height: number, cover: Cover): void {
  if (shape.form === 'disc') coverDisc(shape.centre, shape.radius, height, cover);
  else if (shape.form === 'polygon') {
    coverPolygon(shape.points, height, cover);
    if (shape.outlined) coverOutline(shape.points, height, cover);
  } else {
    coverPolygon(outlineOf(shape), height, cover);
    for (const end of [shape.from, shape.to]) coverDisc(end, shape.width / 2, height, cover);
  }
}

function coverDisc([x, y]: Point, radius: number, height: number, cover: Cover): void {
  forRows(y - radius, y + radius, height, (row) => {
    const dy = row + 0.5 - y;
    const half = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    cover(row, x - half, x + half);
  });
}

function coverPolygon(points: readonly Point[], height: number, cover: Cover): void {
  const top = points.reduce((least, [, y]) => Math.min(least, y), Infinity);
  const bottom = points.reduce((most, [, y]) => Math.max(most, y), -Infinity);
  forRows(top, bottom, height, (row) => {
    const crossings = crossingsOf(points, row + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) cover(row, crossings[i]!, crossings[i + 1]!);
  });
}

/** Bresenham's lines between the pixels of neighbouring points. */
function coverOutline(points: readonly Point[], height: number, cover: Cover): void {
  const pixels = points.map(([x, y]): Point => [Math.floor(x), Math.floor(y)]);
  for (const [index, pixel] of pixels.entries())
    coverLine(pixels.at(index - 1)!, pixel, (x, y) => {
      if (y >= 0 && y < height) cover(y, x, x + 1);
    });
}

/** From the left end to the right one: where a line passes half way between two pixels, this decides. */
function coverLine(a: Point, b: Point, use: (x: number, y: number) => void): void {
  const [from, to] = a[0] <= b[0] ? [a, b] : [b, a];
  const [across, down] = [to[0] - from[0], to[1] - from[1]];
  const [steps, side] = [Math.max(across, Math.abs(down)), Math.min(across, Math.abs(down))];
  const isSteep = Math.abs(down) > across;
  let [x, y] = from;
  let error = steps - 2 * side;
  for (let step = 0; step <= steps; step++) {
    use(x, y);
    const turns = error < 0;
    error += (turns ? 2 * steps : 0) - 2 * side;
    if (isSteep || turns) y += Math.sign(down);
    if (!isSteep || turns) x += 1;
  }
}

/** Where the outline crosses a horizontal line, from left to right. */
function crossingsOf(points: readonly Point[], y: number): number[] {
  const crossings = points.flatMap(([x1, y1], index) => {
    const [x0, y0] = points.at(index - 1)!;
    return y0 <= y === y1 <= y ? [] : [x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)];
  });
  return crossings.sort((a, b) => a - b);
}

/** The rows whose centres lie between two heights. */
function forRows(top: number, bottom: number, height: number, use: (row: number) => void): void {
  const end = Math.min(height, Math.ceil(bottom - 0.5));
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row < end; row++) use(row);
}

function outlineOf({ from, to, width }: Extract<Shape, { form: 'line' }>): Point[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const [nx, ny] = [(-dy / length) * (width / 2), (dx / length) * (width / 2)];
  return [
    [from[0] + nx, from[1] + ny],
    [to[0] + nx, to[1] + ny],
    [to[0] - nx, to[1] - ny],
    [from[0] - nx, from[1] - ny],
  ];
}
