import type { Raster } from '../core/engine/raster.js';
import { ImageError, RecipeError } from '../core/errors.js';
import { jpegFormat } from '../core/image-formats.js';
import type { Allocate, EncodeSettings, ImageCodec, ImageFacts, StoredImage } from '../core/image-codec.js';
import { insertIccIntoJpeg } from './icc.js';
import { countScans, readJpegHeader } from './jpeg-header.js';
import type { JpegHeader } from './jpeg-header.js';
import { allocateRaster } from './raster.js';
import { CMYK, damaged, decodeBySharp, fromColours } from './sharp.js';
import { compressJpeg, decompressJpeg } from './turbo.js';

const MAX_SCANS = 500;

/** Reads and writes by libjpeg-turbo's fast transform, or by sharp where `dct` is `exact`. */
export const jpegCodec: ImageCodec = {
  ...jpegFormat,
  maxSide: 65_500,
  inspect: inspectJpeg,
  decode: (bytes, image, { dct }, allocate) =>
    dct === 'fast' ? decodeFast(bytes, image, allocate) : decodeBySharp(bytes, jpegFormat, image, allocate),
  async encode(raster, settings) {
    const file = settings.dct === 'fast' ? encodeFast(raster, settings) : await encodeExact(raster, settings);
    return settings.icc ? insertIccIntoJpeg(file, settings.icc) : file;
  },
  encodingLoss: ({ hasAlpha }) =>
    hasAlpha
      ? 'JPEG has no transparency: alpha is dropped, and the colours beneath it show; use png or webp to keep it'
      : undefined,
};

function inspectJpeg(bytes: Uint8Array): ImageFacts {
  const header = readJpegHeader(bytes);
  if (typeof header === 'string') throw damaged(jpegFormat, header);
  const { width, height, components, precision, orientationTag, icc } = header;
  return {
    stored: { width, height },
    channels: components === 1 ? 1 : 3,
    hasAlpha: false,
    bits: precision,
    orientationTag,
    icc,
    refusal: refusalOf(bytes, header),
  };
}

function refusalOf(bytes: Uint8Array, header: JpegHeader): string | undefined {
  const { components, precision, progressive } = header;
  if (components === 4) return CMYK;
  if (components !== 1 && components !== 3) return `a JPEG of ${components} colour components cannot be read`;
  if (precision !== 8) return `a JPEG of ${precision} bits per sample cannot be read; save it with 8`;
  const scans = progressive ? countScans(bytes, header) : 1;
  return scans > MAX_SCANS
    ? `a JPEG of ${scans} scans is refused: it is made to keep a computer busy`
    : undefined;
}

async function decodeFast<Target extends Raster>(
  bytes: Uint8Array,
  image: StoredImage,
  allocate: Allocate<Target>,
): Promise<Target> {
  const target = allocate(image.stored.width, image.stored.height, image.channels, false);
  try {
    decompressJpeg(bytes, target);
  } catch (error) {
    throw error instanceof ImageError ? error : await whyNotFast(bytes, image);
  }
  return target;
}

/**
 * The fast decoder gives no reason when it fails. The exact decoder is as strict: it fails on a damaged file, with a
 * reason, and reads a file that is only of a rare kind.
 */
async function whyNotFast(bytes: Uint8Array, image: StoredImage): Promise<ImageError> {
  try {
    await decodeBySharp(bytes, jpegFormat, image, allocateRaster);
  } catch (error) {
    if (error instanceof ImageError) return error;
    throw error;
  }
  return new ImageError(
    'a JPEG of a rare kind, such as 4:1:0, that the fast decoder cannot read; use `decode: {dct: exact}` in the recipe',
  );
}

/** Copies the file, since the next call of `compressJpeg` overwrites it. */
function encodeFast(raster: Raster, { quality, subsampling }: EncodeSettings): Buffer {
  return Buffer.from(compressJpeg(raster, quality, subsampling));
}

/** With the settings in which Pillow, OpenCV and libjpeg-turbo's own tools agree. */
function encodeExact(raster: Raster, { quality, subsampling }: EncodeSettings): Promise<Buffer> {
  if (subsampling === '4:2:2') {
    throw new RecipeError('output.subsampling: 4:2:2 needs decode: {dct: fast}; use 4:2:0 or 4:4:4');
  }
  const options = { quality, chromaSubsampling: subsampling, optimiseCoding: false };
  return fromColours(raster).jpeg(options).toBuffer();
}
