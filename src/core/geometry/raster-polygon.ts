import { boundingBox } from './shapes.js';
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
  const bounds = boundingBox(rings.flat());
  if (!bounds) return false;
  const first = Math.max(0, Math.ceil(bounds[1] - 0.5));
  const rows = Math.min(height, Math.ceil(bounds[3] - 0.5)) - first;
  // Most polygons have one in the middle.
  for (let i = 0; i < rows; i++) {
    const y = first + ((i + (rows >> 1)) % rows);
    if (spansBetween(crossingsAt(rings, y), width).some(([start, end]) => start < end)) return true;
  }
  return false;
}

function crossingsAt(rings: Polygon['rings'], y: number): number[] {
  const crossings: number[] = [];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i++) {
      const [upper, lower] = fromUpper(ring[i]!, ring[(i + 1) % ring.length]!);
      if (upper[1] <= y + 0.5 && y + 0.5 < lower[1]) crossings.push(crossingX(upper, lower, y));
    }
  return crossings;
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
  const [upper, lower] = fromUpper(a, b);
  const first = Math.max(0, Math.ceil(upper[1] - 0.5));
  const end = Math.min(height, Math.ceil(lower[1] - 0.5));
  for (let y = first; y < end; y++) {
    const x = crossingX(upper, lower, y);
    const row = rows.get(y);
    if (row) row.push(x);
    else rows.set(y, [x]);
  }
}

/** Always from the upper end, so that neighbours get the same bits for a shared edge. */
function fromUpper(a: Point, b: Point): readonly [Point, Point] {
  return a[1] < b[1] ? [a, b] : [b, a];
}

/** Where the line through the centres of a row crosses an edge. */
function crossingX([x0, y0]: Point, [x1, y1]: Point, y: number): number {
  return x0 + ((y + 0.5 - y0) * (x1 - x0)) / (y1 - y0);
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
