import type { Raster } from '../core/engine/raster.js';
import type { RecodeOperation } from '../core/plan/operations.js';
import { RecipeError } from '../core/errors.js';
import { compressJpeg, decompressJpeg } from './turbo.js';

/**
 * An encoder's round trip in place, with OpenCV's subsampling (4:2:0); alpha stays as it is.
 * @throws RecipeError for WebP, for which there is no codec that answers at once
 */
export function recode(raster: Raster, { format, quality }: RecodeOperation): void {
  if (format === 'webp') {
    throw new RecipeError('ImageCompression: compression_type webp is not supported; use jpeg');
  }
  decompressJpeg(compressJpeg(raster, quality, '4:2:0'), raster);
}
