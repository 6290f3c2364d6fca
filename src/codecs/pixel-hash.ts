import { createHash } from 'node:crypto';
import type { Raster } from '../core/engine/raster.js';

/**
 * SHA-256, in hexadecimal, of a raster: of a line `width height channels alpha`, the samples, and the alpha samples where
 * there are any. Two files with the same hash have the same pixels, whatever encoder wrote them.
 */
export function pixelHash({ width, height, channels, data, alpha }: Raster): string {
  const hash = createHash('sha256');
  hash.update(`${width} ${height} ${channels} ${alpha ? 1 : 0}\n`).update(data);
  if (alpha) hash.update(alpha);
  return hash.digest('hex');
}
