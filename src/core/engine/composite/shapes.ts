import type { Shape, ShapesPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Point } from '../../geometry/types.js';
import type { Surface } from '../memory.js';

/** Shapes cover the pixels whose centres lie in them. */
export function paintShapes(surface: Surface, { shapes }: ShapesPaint): void {
  const { data, width, height, depth } = surface;
  data.fill(0);
  const white = 255 * unitsPerLevel(depth);
  const cover: Cover = (y, x0, x1) => {
    const [left, right] = [Math.max(0, Math.ceil(x0 - 0.5)), Math.min(width, Math.ceil(x1 - 0.5))];
    if (left < right) data.fill(white, y * width + left, y * width + right);
  };
  for (const shape of shapes) coverShape(shape, height, cover);
}

/** Covers the pixels of row y whose centres lie in [x0, x1). */
type Cover = (y: number, x0: number, x1: number) => void;

function coverShape(shape: Shape, height: number, cover: Cover): void {
  if (shape.form === 'disc') coverDisc(shape.centre, shape.radius, height, cover);
  else if (shape.form === 'polygon') coverPolygon(shape.points, height, cover);
  else {
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
