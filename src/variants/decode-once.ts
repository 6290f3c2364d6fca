import type { ImageInfo } from '../codecs/inspect.js';
import { copyRaster } from '../core/engine/raster.js';
import type { Engine } from '../core/engine/run.js';
import { wholeFrame } from '../core/geometry/rectangle.js';
import type { DecodeOptions } from '../core/image-codec.js';
import type { DecodedPart } from './decode-for-plans.js';
import { decodeUpright } from './decode-upright.js';
import type { KeptImages } from './kept-images.js';

/**
 * Decodes the whole image, or takes it as an earlier call has kept it. `surface` is for the caller to free.
 * @param kept images that were decoded with the same options
 * @param warn takes a sentence about damage that the options accept
 */
export async function decodeOnce(
  { image, imageSha256 }: { readonly image: Uint8Array; readonly imageSha256: string },
  info: ImageInfo,
  options: DecodeOptions,
  { engine, kept }: { readonly engine: Engine; readonly kept: KeptImages },
  warn: (warning: string) => void,
): Promise<DecodedPart> {
  const known = kept.get(imageSha256);
  const warnings: string[] = [];
  const surface = known
    ? engine.load(known.raster)
    : await decodeUpright(image, info, options, engine, (sentence) => warnings.push(sentence));
  if (!known) kept.put(imageSha256, { info, raster: copyRaster(surface), warnings });
  for (const sentence of known?.warnings ?? warnings) warn(sentence);
  return { surface, part: wholeFrame(surface) };
}
