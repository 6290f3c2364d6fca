import type { Raster } from '../core/engine/raster.js';
import type { RecodeOperation } from '../core/plan/operations.js';
import { RecipeError } from '../core/errors.js';
import { compressJpeg, decompressJpeg } from './turbo.js';

/**
 * Encodes the colours of a raster as JPEG and decodes them again, in place, with the subsampling of OpenCV (4:2:0). Alpha
 * stays the same.
 * @throws RecipeError for WebP, for which there is no synchronous codec
 */
export function recode(raster: Raster, { format, quality }: RecodeOperation): void {
  if (format === 'webp') {
    throw new RecipeError('ImageCompression: compression_type webp is not supported; use jpeg');
  }
  decompressJpeg(compressJpeg(raster, quality, '4:2:0'), raster);
}
