import type { Raster } from '../../core/engine/raster.js';
import { ImageError } from '../../core/errors.js';
import { jpegFormat } from '../../core/image-formats.js';
import type {
  Allocate,
  DecodeOptions,
  EncodeSettings,
  ImageCodec,
  ImageFacts,
  StoredImage,
} from '../../core/image-codec.js';
import { aboutCmyk, CMYK_REFUSED, cmykProfile, cmykToRgb } from '../cmyk.js';
import { damaged } from '../damaged.js';
import { fillRaster } from '../fill-raster.js';
import { insertIccIntoJpeg } from '../icc.js';
import { fromColours, readSamples } from '../sharp.js';
import { encodingOf } from './encoding.js';
import { countScans, readJpegHeader } from './jpeg-header.js';
import type { JpegHeader } from './jpeg-header.js';
import { plainJpeg } from './plain-jpeg.js';
import { compressJpeg, decompressJpeg, hasTurbo } from '../turbo.js';

const MAX_SCANS = 500;

/** Reads and writes by libjpeg-turbo's fast transform, or by sharp where `dct` is `exact`. */
export const jpegCodec: ImageCodec = {
  ...jpegFormat,
  maxSide: 65_500,
  inspect: inspectJpeg,
  decode: decodeJpeg,
  async encode(raster, settings) {
    const file = settings.dct === 'fast' ? encodeFast(raster, settings) : await encodeExact(raster, settings);
    return settings.icc ? insertIccIntoJpeg(file, settings.icc) : file;
  },
  encodingLoss: ({ hasAlpha }) =>
    hasAlpha
      ? 'JPEG has no transparency: alpha is dropped, and the colours beneath it show; use png or webp to keep it'
      : undefined,
};

function headerOf(bytes: Uint8Array): JpegHeader {
  const header = readJpegHeader(bytes);
  if (typeof header === 'string') throw damaged(jpegFormat, header);
  return header;
}

function inspectJpeg(bytes: Uint8Array, options: DecodeOptions): ImageFacts {
  const header = headerOf(bytes);
  const { width, height, sampling, precision, orientationTag, icc } = header;
  const inCmyk = sampling.length === 4;
  return {
    stored: { width, height },
    channels: sampling.length === 1 ? 1 : 3,
    hasAlpha: false,
    bits: precision,
    isLossy: true,
    orientationTag,
    icc: inCmyk ? undefined : icc,
    encoding: encodingOf(header, options),
    refusal: refusalOf(bytes, header, options),
    warnings: inCmyk ? [aboutCmyk(icc)] : [],
  };
}

/** Frames in which each block of 8 × 8 is coded on its own: sequential and progressive, by Huffman or arithmetic codes. */
const READ_FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc9, 0xca]);
const PROGRESSIVE_FRAMES = new Set([0xc2, 0xca]);

function refusalOf(bytes: Uint8Array, header: JpegHeader, { cmyk }: DecodeOptions): string | undefined {
  const { sampling, precision, frame } = header;
  if (!READ_FRAMES.has(frame)) return 'a lossless or hierarchical JPEG cannot be read; save it as baseline';
  if (precision !== 8) return `a JPEG of ${precision} bits per sample cannot be read; save it with 8`;
  if (sampling.length === 4 && cmyk === 'refuse') return CMYK_REFUSED;
  if (![1, 3, 4].includes(sampling.length)) {
    return `a JPEG of ${sampling.length} colour components cannot be read`;
  }
  const scans = PROGRESSIVE_FRAMES.has(frame) ? countScans(bytes, header) : 1;
  return scans > MAX_SCANS
    ? `a JPEG of ${scans} scans is refused: it is made to keep a computer busy`
    : undefined;
}

/**
 * Both decoders are asked where the exact one is wanted: the fast one notices damage that only shows where the data end,
 * and the exact one says what is wrong.
 */
async function decodeJpeg<Target extends Raster>(
  bytes: Uint8Array,
  { stored, channels }: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const header = headerOf(bytes);
  const plain = plainJpeg(bytes, header);
  const target = allocate(stored.width, stored.height, channels, false);
  const wantsFast = options.dct === 'fast' && !needsExact(header);
  const asksFast = options.damaged === 'refuse' && isCommonKind(header) && (wantsFast || hasTurbo());
  const intact = asksFast ? decodesFast(plain, target) : undefined;
  if (intact && wantsFast) return target;

  const samples = await readExactly(plain, header, options);
  if (intact === false) throw damaged(jpegFormat, 'its data do not end where the image does');
  fillRaster(target, samples);
  return target;
}

function decodesFast(plain: Buffer, target: Raster): boolean {
  try {
    decompressJpeg(plain, target);
    return true;
  } catch (error) {
    if (error instanceof ImageError) throw error;
    return false;
  }
}

async function readExactly(plain: Buffer, { sampling, icc }: JpegHeader, options: DecodeOptions) {
  const bits = 8;
  if (sampling.length !== 4) {
    return readSamples(plain, jpegFormat, { colours: sampling.length === 1 ? 'grey' : 'rgb', bits }, options);
  }
  const profile = cmykProfile(icc);
  if (profile) {
    const profiled = insertIccIntoJpeg(plain, profile);
    return readSamples(profiled, jpegFormat, { colours: 'profiled', bits }, options);
  }
  const samples = await readSamples(plain, jpegFormat, { colours: 'cmyk', bits }, options);
  cmykToRgb(samples.data, samples.perPixel);
  return samples;
}

/**
 * The fast transform rounds by more than a level of the finest quantiser. A table with a quantiser of 1, as qualities from
 * 93 on have it, asks for more.
 */
function needsExact({ quantisers }: JpegHeader): boolean {
  return [...quantisers.values()].some((table) => table.includes(1));
}

/** How much wider and higher the first component may be than the others, for the fast decoder. */
const COMMON_SAMPLINGS = new Set(['1×1', '2×1', '2×2', '1×2', '4×1', '1×4']);

function isCommonKind({ sampling: [first, ...others] }: JpegHeader): boolean {
  if (others.length === 0) return true;
  const plain = others.every(([across, down]) => across === 1 && down === 1);
  return others.length === 2 && plain && COMMON_SAMPLINGS.has(first!.join('×'));
}

/** Copies the file, since the next call of `compressJpeg` overwrites it. */
function encodeFast(raster: Raster, { quality, subsampling }: EncodeSettings): Buffer {
  return Buffer.from(compressJpeg(raster, quality, subsampling));
}

/** With the settings in which Pillow, OpenCV and libjpeg-turbo's own tools agree. */
function encodeExact(raster: Raster, { quality, subsampling }: EncodeSettings): Promise<Buffer> {
  const chromaSubsampling = subsampling === '4:2:0' ? '4:2:0' : '4:4:4';
  const options = { quality, chromaSubsampling, optimiseCoding: false };
  return fromColours(raster).jpeg(options).toBuffer();
}
