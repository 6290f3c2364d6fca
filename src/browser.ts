/**
 * JPEG in a browser, or wherever else there is no Node: the same library as in Node, compiled to WebAssembly, and so the
 * same pixels and the same files. The images are Rasters, as the Engine of `augment-on-demand/core` takes them.
 */
import { CMYK_REFUSED } from './codecs/cmyk.js';
import { damaged } from './codecs/damaged.js';
import { JpegError } from './codecs/jpeg/libjpeg.js';
import { wasmLibJpeg } from './codecs/jpeg/wasm/embedded.js';
import { requirePlanes } from './codecs/require-planes.js';
import { expectRaster, newRaster, withEightBits } from './core/engine/raster.js';
import type { Raster, RasterOf, SamplesOf } from './core/engine/raster.js';
import type { Depth } from './core/plan/depth.js';
import { AugmentError, ImageError } from './core/errors.js';
import type { ErrorCode } from './core/errors.js';
import type { Subsampling } from './core/image-codec.js';
import { jpegFormat } from './core/image-formats.js';

export type { Depth, ErrorCode, Raster, RasterOf, SamplesOf, Subsampling };
export { AugmentError, ImageError };

export interface JpegDecoding {
  /** True: what can be decoded of a damaged file counts. Absent: a damaged file is an error. */
  readonly acceptDamage?: boolean;
  /** Images of more pixels are refused before they are decoded. Absent: 100 million. */
  readonly maxPixels?: number;
}

export interface JpegEncoding {
  /** 1–100; absent: 90. */
  readonly quality?: number;
  /** Absent: 4:2:0. */
  readonly subsampling?: Subsampling;
}

const MOST_PIXELS = 100_000_000;

/**
 * Decodes a JPEG as stored: no orientation is applied, and no profile.
 * @returns 1 channel for grey, else 3
 * @throws ImageError for a damaged file, one in CMYK, and one of too many pixels
 */
export function decodeJpeg(
  file: Uint8Array,
  { acceptDamage = false, maxPixels = MOST_PIXELS }: JpegDecoding = {},
): RasterOf<8> {
  try {
    const { width, height, components } = wasmLibJpeg().inspect(file);
    if (components === 4) throw new ImageError(CMYK_REFUSED);
    if (width * height > maxPixels) {
      throw new ImageError(
        `an image of ${width} × ${height} pixels is larger than the limit of ${maxPixels}`,
      );
    }
    const raster = newRaster(width, height, components === 1 ? 1 : 3, false, 8);
    wasmLibJpeg().decompress(file, raster, { acceptDamage });
    return raster;
  } catch (error) {
    throw error instanceof JpegError ? damaged(jpegFormat, error) : error;
  }
}

/**
 * Encodes the colours of a Raster as a sequential JPEG, with 8 bits. Alpha is ignored.
 * @throws ImageError for a Raster whose samples do not fit its size, or of planes, for which JPEG has no place
 */
export function encodeJpeg(
  raster: Raster,
  { quality = 90, subsampling = '4:2:0' }: JpegEncoding = {},
): Uint8Array {
  expectRaster(raster);
  requirePlanes('the image', raster, jpegFormat);
  return wasmLibJpeg().compress(withEightBits(raster), { quality, subsampling });
}
