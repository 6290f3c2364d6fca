import type { Raster } from '../core/engine/raster.js';
import type { Allocate } from '../core/image-codec.js';

/** A Raster in memory of its own. */
export const allocateRaster: Allocate<Raster> = (width, height, channels, withAlpha) => ({
  width,
  height,
  channels,
  depth: 8,
  data: new Uint8Array(width * height * channels),
  ...(withAlpha && { alpha: new Uint8Array(width * height) }),
});
