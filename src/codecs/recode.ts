import type { Raster } from '../core/engine/raster.js';
import type { RecodeOperation } from '../core/plan/operations.js';
import { ImageError, RecipeError } from '../core/errors.js';
import { libjpeg } from './jpeg/load-libjpeg.js';

/** The limit of libjpeg. */
const MAX_SIDE = 65_500;

/**
 * Encodes the colours of a raster as JPEG and decodes them again, in place, with the subsampling of OpenCV (4:2:0). Alpha
 * stays the same.
 * @throws ImageError where a side is longer than JPEG allows
 * @throws RecipeError for WebP, for which there is no synchronous codec
 */
export function recode(raster: Raster, { format, quality }: RecodeOperation): void {
  if (format === 'webp') {
    throw new RecipeError('ImageCompression: compression_type webp is not supported; use jpeg');
  }
  if (raster.depth !== 8) {
    throw new ImageError(
      'ImageCompression: JPEG has 8 bits per sample, and the image 16; leave it out, or convert the images to 8 bits',
    );
  }
  const { width, height } = raster;
  if (Math.max(width, height) > MAX_SIDE) {
    throw new ImageError(
      `ImageCompression: ${width} × ${height} is too large for JPEG, whose sides have at most ${MAX_SIDE} pixels; crop or resize before it`,
    );
  }
  const codec = libjpeg();
  codec.decompress(codec.compress(raster, { quality, subsampling: '4:2:0' }), raster);
}
