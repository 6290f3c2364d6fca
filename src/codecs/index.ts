import type { Raster } from '../core/engine/raster.js';
import { gifFormat } from '../core/image-formats.js';
import type { Allocate, DecodeOptions, ImageCodec } from '../core/image-codec.js';
import type { Recipe } from '../core/recipe/schema.js';
import { avifCodec } from './avif/avif.js';
import { bmpCodec } from './bmp/bmp.js';
import { decode as decodeInspected } from './decode.js';
import { encode as encodeBy } from './encode.js';
import type { EncodeOptions } from './encode.js';
import { heifCodec } from './heif.js';
import { inspect as inspectBy } from './inspect.js';
import type { ImageInfo, InspectOptions } from './inspect.js';
import { jpegCodec } from './jpeg/jpeg.js';
import { pngCodec } from './png/png.js';
import { allocateRaster } from './raster.js';
import { readOnlySharpCodec } from './sharp.js';
import { tiffCodec } from './tiff/tiff.js';
import { webpCodec } from './webp.js';

export const builtInCodecs: readonly ImageCodec[] = [
  jpegCodec,
  pngCodec,
  webpCodec,
  tiffCodec,
  readOnlySharpCodec(gifFormat),
  avifCodec,
  bmpCodec,
  heifCodec,
];

/** The codecs that a Recipe's images are read and written with. */
export function codecsOf({ modules }: Pick<Recipe, 'modules'>): readonly ImageCodec[] {
  return modules.codecs ?? builtInCodecs;
}

const DEFAULT_DECODE: DecodeOptions = { frames: 'refuse', cmyk: 'refuse', damaged: 'refuse' };

const DEFAULT_LIMITS = { pixels: 100_000_000, bytes: 100_000_000 };

/**
 * Reads an image file's header, and no pixels.
 * @param options absent fields: `name` is `the image`, `limits` are 100 million pixels and bytes, `exif` is `apply`; others
 * as in a Recipe
 * @param codecs the codecs to read by
 * @throws ImageError where no codec reads the file, where it is damaged or exceeds the limits, or where the options refuse it
 */
export function inspect(
  bytes: Uint8Array,
  options: Partial<InspectOptions> = {},
  codecs: readonly ImageCodec[] = builtInCodecs,
): Promise<ImageInfo> {
  const defaults = { name: 'the image', limits: DEFAULT_LIMITS, exif: 'apply', ...DEFAULT_DECODE } as const;
  return inspectBy(bytes, { ...defaults, ...options }, codecs);
}

/**
 * Decodes a file as stored: `info.orientation` is still to be applied, and no colour is converted.
 * @param info what `inspect` returned for these bytes
 * @param options absent fields are as in a Recipe; those that were given to `inspect`
 * @throws ImageError where the file is damaged or cut off
 */
export function decode(bytes: Uint8Array, info: ImageInfo, options?: Partial<DecodeOptions>): Promise<Raster>;
/** @param allocate makes the Raster to decode into: `engine.allocate` spares a copy */
export function decode<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  options: Partial<DecodeOptions>,
  allocate: Allocate<Target>,
): Promise<Target>;
export function decode(
  bytes: Uint8Array,
  info: ImageInfo,
  options: Partial<DecodeOptions> = {},
  allocate: Allocate<Raster> = allocateRaster,
): Promise<Raster> {
  return decodeInspected(bytes, info, { ...DEFAULT_DECODE, ...options }, allocate);
}

/**
 * Encodes a Raster. The same Raster and options give the same bytes.
 * @param codecs the codecs among which `options.format` names one
 * @throws ImageError where the raster is too large for the format
 * @throws RecipeError where no codec writes the format, or not with these options
 */
export function encode(
  raster: Raster,
  options: EncodeOptions,
  codecs: readonly ImageCodec[] = builtInCodecs,
): Promise<Uint8Array> {
  return encodeBy(raster, options, codecs);
}
