import { withEightBits } from '../core/engine/raster.js';
import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import { writableFormat } from '../core/image-formats.js';
import type { EncodeSettings, ImageCodec } from '../core/image-codec.js';
import { requirePlanes } from './require-planes.js';

export interface EncodeOptions extends Partial<EncodeSettings> {
  /** The name of the codec. */
  readonly format: string;
}

const DEFAULTS = { quality: 90, subsampling: '4:2:0' } as const satisfies EncodeSettings;

/**
 * Encodes a Raster, with an ICC profile where one is given. The same Raster and options give the same bytes.
 * Samples of 16 bits become the nearest levels of 8 where the format has no more. The codec's `encodingLoss` describes what the format cannot store.
 * @param options absent: quality 90, subsampling 4:2:0, no profile
 * @throws ImageError where the raster is too large for the format, or has planes that it cannot hold
 * @throws RecipeError where no codec writes the format, or not with these options
 */
export async function encode(
  raster: Raster,
  { format, ...settings }: EncodeOptions,
  codecs: readonly ImageCodec[],
): Promise<Uint8Array> {
  const codec = writableFormat(format, codecs);
  const { width, height } = raster;
  if (Math.max(width, height) > codec.maxSide) {
    throw new ImageError(
      `${width} × ${height} is too large for ${format}, whose sides have at most ${codec.maxSide} pixels; use png`,
    );
  }
  requirePlanes('the image', raster, codec);
  const complete = { ...DEFAULTS, ...settings };
  return raster.depth === 16 && codec.encode16
    ? codec.encode16(raster, complete)
    : codec.encode(withEightBits(raster), complete);
}
