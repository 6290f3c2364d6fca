import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import type { Allocate, DecodeOptions } from '../core/image-codec.js';
import { naming } from './naming.js';
import type { ImageInfo } from './inspect.js';

/**
 * Decodes a file that `inspect` has accepted, as stored: the engine applies `info.orientation`, as an exact Operation
 * among others. No colour is converted, except CMYK where the options ask for it.
 * @param warn takes a sentence that begins with the file's name, where damage is accepted
 * @throws ImageError where the file is damaged or cut off, and the options do not accept it
 */
export async function decode<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  options: DecodeOptions,
  allocate: Allocate<Target>,
  warn: (warning: string) => void = () => undefined,
): Promise<Target> {
  let target: Target | undefined;
  const allocateOnce: Allocate<Target> = (...size) => (target ??= allocate(...size));
  const attempt = (damaged: DecodeOptions['damaged']): Promise<Target> =>
    naming(info.name, () => info.codec.decode(bytes, info, { ...options, damaged }, allocateOnce));
  try {
    return await attempt('refuse');
  } catch (error) {
    if (options.damaged === 'refuse' || !(error instanceof ImageError)) throw error;
    const accepted = await attempt('accept').catch(() => undefined);
    if (!accepted) throw error;
    warn(`${error.message}; used as far as it can be decoded`);
    return accepted;
  }
}
