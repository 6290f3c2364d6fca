import { newRaster } from '../core/engine/raster.js';
import type { Raster, RasterOf } from '../core/engine/raster.js';
import type { Allocate } from '../core/image-codec.js';

/** A Raster in memory of its own. */
export const allocateRaster: Allocate<Raster> = (width, height, channels, withAlpha, depth = 8, planes) =>
  newRaster(width, height, channels, withAlpha, depth, planes) as Raster;

/** @throws Error for a Raster of 16 bits, which the caller never hands over */
export function ofEightBits<Target extends Raster>(raster: Target): Target & RasterOf<8> {
  if (raster.depth === 8) return raster as Target & RasterOf<8>;
  throw new Error('expected a raster of 8 bits');
}
