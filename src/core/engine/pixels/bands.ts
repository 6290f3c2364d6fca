import type { Kernels, Surface } from '../memory.js';
import { withScratch } from '../scratch.js';

/** A part of a raster, padded, in the kernels' memory. Strides are in bytes. */
export interface Band {
  readonly padded: number;
  readonly paddedStride: number;
  readonly target: number;
  readonly stride: number;
  readonly height: number;
}

export interface Padding {
  /** What the pixels beyond the edge are. */
  readonly pad: 'padReflected' | 'padReplicated';
  /** Pixels on every side. */
  readonly radius: number;
  /** Rows that are worked on together at least: few, so that they are still in the cache when they are read. */
  readonly leastRows: number;
  /** Rows that are padded besides, below each band. */
  readonly moreRows?: number;
}

/** Gives `use` the source in bands of rows, with `radius` more pixels on every side. */
export function inBands(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { pad, radius, leastRows, moreRows = 0 }: Padding,
  use: (band: Band) => void,
): void {
  const { width, height } = source;
  const bytesPerPixel = (source.channels * source.depth) / 8;
  const stride = width * bytesPerPixel;
  const paddedStride = (width + 2 * radius) * bytesPerPixel;
  const rows = Math.min(height, Math.max(leastRows, 4 * radius));
  withScratch(kernels, paddedStride * (rows + 2 * radius + moreRows), (padded) => {
    for (let top = 0; top < height; top += rows) {
      const bottom = Math.min(height, top + rows);
      const from = source.pixels.pointer;
      kernels.call[pad](from, padded, width, height, bytesPerPixel, radius, top, bottom + moreRows);
      const to = target.pixels.pointer + top * stride;
      use({ padded, paddedStride, target: to, stride, height: bottom - top });
    }
  });
}

/** The arguments with which kernels that work on bands begin. */
export function pointers({ padded, paddedStride, target, stride, height }: Band) {
  return [padded, paddedStride, target, stride, height] as const;
}
