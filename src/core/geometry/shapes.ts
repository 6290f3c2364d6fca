import type { Bitmap, Box, Point } from './types.js';

export type Ring = readonly Point[];
type Corners = readonly [Point, Point, Point, Point];

/** The corners clockwise as displayed, from the upper left one. */
export function boxCorners([x0, y0, x1, y1]: Box): Corners {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** The smallest upright box around the points; undefined without points. */
export function boundingBox(points: Iterable<Point>): Box | undefined {
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (const point of points) {
    x0 = Math.min(x0, point[0]);
    y0 = Math.min(y0, point[1]);
    x1 = Math.max(x1, point[0]);
    y1 = Math.max(y1, point[1]);
  }
  return x0 <= x1 ? [x0, y0, x1, y1] : undefined;
}

/** The smallest box around the pixels that are set; undefined if no pixel is. */
export function bitmapBounds({ width, height, data }: Bitmap): Box | undefined {
  const corners: Point[] = [];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first >= 0) corners.push([first, y], [row.lastIndexOf(1) + 1, y + 1]);
  }
  return boundingBox(corners);
}

export function lineLength(points: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i++) {
    const dx = points[i]![0] - points[i - 1]![0];
    const dy = points[i]![1] - points[i - 1]![1];
    length += Math.sqrt(dx * dx + dy * dy);
  }
  return length;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What two boxes share; undefined if that is nothing. */
export function intersection(a: Box, b: Box): Box | undefined {
  const [x0, y0] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const [x1, y1] = [Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return x0 < x1 && y0 < y1 ? [x0, y0, x1, y1] : undefined;
}
