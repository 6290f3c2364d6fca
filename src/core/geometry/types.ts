/**
 * All coordinates are edge-based pixels. An image is [0, width] × [0, height], pixel i has its centre at
 * i + ½, and y points down.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Whole pixels of a frame: [x, x + width) × [y, y + height). */
export interface Rectangle extends Frame {
  readonly x: number;
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

/** [x0, y0, x1, y1), edges. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Rings without a repeated last point, filled by the even-odd rule: the first is the outline, the others are holes. */
export interface Polygon {
  readonly rings: readonly (readonly Point[])[];
}

/** A binary image, row by row, 0 or 1 a byte. */
export interface Bitmap extends Frame {
  readonly data: Uint8Array;
}

/** Row-major, maps column vectors (x, y, 1) of the incoming frame to the outgoing one. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];
