import type { Bitmap, Point } from './types.js';

/** Unit steps right, down, left, up. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outlines of a bitmap along pixel edges, holes included: filled by the even-odd rule they are the bitmap again.
 * Only corners are given, in the order of the topmost, then leftmost edge.
 */
export function outlineOf(bitmap: Bitmap): readonly (readonly Point[])[] {
  const { width, height } = bitmap;
  const isSet = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && bitmap.data[y * width + x] === 1;
  /** Top edges of set pixels, walked rightwards; each closed outline has at least one. */
  const seen = new Uint8Array(width * height);
  const outlines: Point[][] = [];
  for (let y = 0; y < height; y++) {
    const row = bitmap.data.subarray(y * width, (y + 1) * width);
    const end = row.lastIndexOf(1) + 1;
    for (let x = Math.max(0, row.indexOf(1)); x < end; x++)
      if (isSet(x, y) && !isSet(x, y - 1) && seen[y * width + x] === 0)
        outlines.push(walk(x, y, isSet, (u, v) => (seen[v * width + u] = 1)));
  }
  return outlines;
}

/** Keeps set pixels on the right hand, starting along the top edge of pixel (startX, startY). */
function walk(
  startX: number,
  startY: number,
  isSet: (x: number, y: number) => boolean,
  mark: (x: number, y: number) => void,
): Point[] {
  const corners: Point[] = [];
  let [x, y, heading] = [startX, startY, 0];
  do {
    if (heading === 0) mark(x, y);
    const [dx, dy] = STEPS[heading]!;
    x += dx;
    y += dy;
    const next = turn(x, y, heading, isSet);
    if (next !== heading) corners.push([x, y]);
    heading = next;
  } while (x !== startX || y !== startY || heading !== 0);
  return corners;
}

/** At a corner: right if the pixel ahead on the right is unset, left if both ahead are set, else straight on. */
function turn(x: number, y: number, heading: number, isSet: (x: number, y: number) => boolean): number {
  const [dx, dy] = STEPS[heading]!;
  const ahead = (side: 1 | -1) => isSet(x + (dx - side * dy - 1) / 2, y + (dy + side * dx - 1) / 2);
  if (!ahead(1)) return (heading + 1) % 4;
  return ahead(-1) ? (heading + 3) % 4 : heading;
}
