import type { Bitmap, Frame, Point, Polygon } from './types.js';

/**
 * Draws polygons as a bitmap: a pixel is 1 where its centre lies inside any of them, by the even-odd rule over the
 * rings of each. A centre exactly on a left or upper edge is inside, on a right or lower edge outside, so that
 * polygons sharing an edge share no pixel. (pycocotools' own rule grows shapes by about half a pixel.)
 *
 * @param polygons in edge-based pixels; may reach beyond the image
 */
export function rasterise(polygons: readonly Polygon[], width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height);
  for (const { rings } of polygons) {
    for (const [y, crossings] of crossingsByRow(rings, height)) {
      fillBetween(crossings, data.subarray(y * width, (y + 1) * width));
    }
  }
  return { width, height, data };
}

/** Whether `rasterise` draws any pixel of the polygon: one that is too small may lie between all centres. */
export function coversPixel({ rings }: Polygon, { width, height }: Frame): boolean {
  for (const crossings of crossingsByRow(rings, height).values())
    if (spansBetween(crossings, width).some(([start, end]) => start < end)) return true;
  return false;
}

/** Where the rings' edges cross the line through the centres of each row of pixels. */
function crossingsByRow(rings: Polygon['rings'], height: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const ring of rings) {
    for (const [index, point] of ring.entries()) {
      const next = ring[(index + 1) % ring.length]!;
      addCrossings(rows, point, next, height);
    }
  }
  return rows;
}

function addCrossings(rows: Map<number, number[]>, a: Point, b: Point, height: number): void {
  // Always from the upper end, so that neighbours get the same bits for a shared edge.
  const [[x0, y0], [x1, y1]] = a[1] < b[1] ? [a, b] : [b, a];
  const first = Math.max(0, Math.ceil(y0 - 0.5));
  const end = Math.min(height, Math.ceil(y1 - 0.5));
  for (let y = first; y < end; y++) {
    const x = x0 + ((y + 0.5 - y0) * (x1 - x0)) / (y1 - y0);
    const row = rows.get(y);
    if (row) row.push(x);
    else rows.set(y, [x]);
  }
}

function fillBetween(crossings: number[], row: Uint8Array): void {
  for (const [start, end] of spansBetween(crossings, row.length)) row.fill(1, start, end);
}

/** The pixels [start, end) of a row between each two crossings. */
function spansBetween(crossings: number[], width: number): (readonly [start: number, end: number])[] {
  crossings.sort((a, b) => a - b);
  return Array.from({ length: crossings.length >> 1 }, (_, i) => {
    const start = Math.max(0, Math.ceil(crossings[2 * i]! - 0.5));
    return [start, Math.max(start, Math.min(width, Math.ceil(crossings[2 * i + 1]! - 0.5)))] as const;
  });
}
