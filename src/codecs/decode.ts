import type { Raster } from '../core/engine/raster.js';
import type { Allocate, DecodeOptions } from '../core/image-codec.js';
import { naming } from './naming.js';
import type { ImageInfo } from './inspect.js';

/**
 * Decodes a file that `inspect` has accepted, as stored: the engine applies `info.orientation`, as an exact Operation
 * among others. No colour is converted.
 * @throws ImageError where the file is damaged or cut off
 */
export function decode<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  return naming(info.name, () => info.codec.decode(bytes, info, options, allocate));
}
