import type { Raster, RasterOf } from '../../core/engine/raster.js';
import { jpegFormat } from '../../core/image-formats.js';
import type {
  Allocate,
  DecodeOptions,
  EncodeSettings,
  ImageCodec,
  ImageFacts,
  StoredImage,
} from '../../core/image-codec.js';
import { asBuffer } from '../buffer.js';
import type { Frame, Rectangle } from '../../core/geometry/types.js';
import { beforeOrientation, orientedFrame } from '../../core/plan/operation-matrix.js';
import type { Orientation } from '../../core/plan/operations.js';
import type { Rearrangement } from '../../core/plan/rearrangement.js';
import { aboutCmyk, CMYK_REFUSED, cmykProfile, cmykToRgb } from '../cmyk.js';
import { damaged } from '../damaged.js';
import { fillRaster } from '../fill-raster.js';
import { ofEightBits } from '../raster.js';
import type { Samples } from '../fill-raster.js';
import { insertIccIntoJpeg } from '../icc.js';
import { readSamples } from '../sharp.js';
import { encodingOf } from './encoding.js';
import { hasStandardCodes } from './huffman-codes.js';
import { JpegError } from './libjpeg.js';
import type { CoefficientChange, CoefficientOperation } from './libjpeg.js';
import { libjpeg } from './load-libjpeg.js';
import { countScans, readJpegHeader } from './jpeg-header.js';
import type { JpegHeader } from './jpeg-header.js';
import { wasmLibJpeg } from './wasm/embedded.js';
import { plainJpeg } from './plain-jpeg.js';

const MAX_SCANS = 500;

/** Reads and writes by libjpeg-turbo with its exact transform, as Pillow and OpenCV do. CMYK is read by sharp. */
export const jpegCodec: ImageCodec = {
  ...jpegFormat,
  maxSide: 65_500,
  inspect: inspectJpeg,
  decode: decodeJpeg,
  decodePart: decodeJpegPart,
  decodeReduced: decodeJpegReduced,
  rearrange: rearrangeJpeg,
  encode(raster, settings) {
    const file = asBuffer(compress(raster, settings));
    // The next image is encoded into the same memory.
    return settings.icc ? insertIccIntoJpeg(file, settings.icc) : Buffer.from(file);
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
    encoding: encodingOf(header),
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

async function decodeJpeg<Target extends Raster>(
  bytes: Uint8Array,
  { stored, channels }: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const header = headerOf(bytes);
  const plain = plainJpeg(bytes, header);
  const inks = header.sampling.length === 4 ? await readInks(plain, header, options) : undefined;
  const target = allocate(stored.width, stored.height, channels, false);
  if (inks) fillRaster(target, inks);
  else decompress(plain, ofEightBits(target), options);
  return target;
}

/**
 * Undefined for CMYK, which becomes RGB, and for progressive files: where one lacks its last scans, libjpeg smooths across
 * blocks, so that samples depend on others that are far away.
 */
function decodeJpegPart<Target extends Raster>(
  bytes: Uint8Array,
  { channels }: StoredImage,
  part: Rectangle,
  allocate: Allocate<Target>,
): Target | undefined {
  const header = headerOf(bytes);
  if (header.sampling.length === 4 || PROGRESSIVE_FRAMES.has(header.frame)) return undefined;
  const target = allocate(part.width, part.height, channels, false);
  try {
    libjpeg().decompress(plainJpeg(bytes, header), ofEightBits(target), { crop: part });
    return target;
  } catch (error) {
    // Decoding the whole image finds the reason.
    if (!(error instanceof JpegError)) throw error;
    return undefined;
  }
}

/** By how much libjpeg reduces while it decodes, the most first. */
const REDUCTIONS = [8, 4, 2] as const;

/** Undefined for CMYK, which becomes RGB, and where half of the image would be too small. */
function decodeJpegReduced<Target extends Raster>(
  bytes: Uint8Array,
  { stored: { width, height }, channels }: StoredImage,
  longest: number,
  allocate: Allocate<Target>,
): Target | undefined {
  const scale = REDUCTIONS.find((by) => Math.max(width, height) >= by * longest);
  const header = headerOf(bytes);
  if (scale === undefined || header.sampling.length === 4) return undefined;
  const target = allocate(Math.ceil(width / scale), Math.ceil(height / scale), channels, false);
  try {
    libjpeg().decompress(plainJpeg(bytes, header), ofEightBits(target), { scale });
    return target;
  } catch (error) {
    // Decoding the whole image finds the reason.
    if (!(error instanceof JpegError)) throw error;
    return undefined;
  }
}

/** The native library takes no tables. */
function compress(raster: RasterOf<8>, { tables, ...settings }: EncodeSettings): Uint8Array {
  return tables
    ? wasmLibJpeg().compress(raster, { ...settings, tables })
    : libjpeg().compress(raster, settings);
}

function decompress(plain: Uint8Array, target: RasterOf<8>, options: DecodeOptions): void {
  try {
    if (options.damaged === 'accept') wasmLibJpeg().decompress(plain, target, { acceptDamage: true });
    else libjpeg().decompress(plain, target);
  } catch (error) {
    throw damaged(jpegFormat, error);
  }
}

/** Undefined for CMYK, which becomes RGB. */
function rearrangeJpeg(
  bytes: Uint8Array,
  rearrangement: Rearrangement,
  icc?: Uint8Array,
): Buffer | undefined {
  const header = headerOf(bytes);
  if (header.sampling.length === 4) return undefined;
  const plain = plainJpeg(bytes, header);
  // Choosing codes for a file takes as long again as all the rest. A file that had its own would grow without.
  const optimize = !hasStandardCodes(header.segments);
  for (const steps of [turnedThenCropped, croppedThenTurned]) {
    try {
      // Each call of the library writes to the same memory.
      const file = steps(rearrangement, header).reduce(
        (done, change) => Buffer.from(libjpeg().transform(done, { optimize, ...change })),
        plain,
      );
      return icc ? insertIccIntoJpeg(file, icc) : file;
    } catch (error) {
      // Decoding finds the reason, if it is more than that the change would lose something.
      if (!(error instanceof JpegError)) throw error;
    }
  }
  return undefined;
}

/** The library's turns are clockwise, those of Operations counter-clockwise. */
const OPERATIONS: Readonly<Record<Orientation, CoefficientOperation>> = {
  identity: 'none',
  flip_horizontal: 'hflip',
  flip_vertical: 'vflip',
  transpose: 'transpose',
  anti_transpose: 'transverse',
  turn_90: 'rot270',
  turn_180: 'rot180',
  turn_270: 'rot90',
};

/** Where edges of the image are whole units. */
function turnedThenCropped({ to, crop }: Rearrangement, stored: Frame): CoefficientChange[] {
  const whole = orientedFrame(to, stored);
  const isCropped = crop.width !== whole.width || crop.height !== whole.height;
  return [{ operation: OPERATIONS[to], ...(isCropped && { crop }) }];
}

/** Where edges of the cropped part are whole units. */
function croppedThenTurned({ to, crop }: Rearrangement, stored: Frame): CoefficientChange[] {
  return [
    { operation: 'none', optimize: false, crop: beforeOrientation(to, stored, crop) },
    { operation: OPERATIONS[to] },
  ];
}

/** The colours of an image in CMYK, converted to RGB. */
async function readInks(plain: Buffer, { icc }: JpegHeader, options: DecodeOptions): Promise<Samples> {
  const bits = 8;
  const profile = cmykProfile(icc);
  if (profile) {
    const profiled = insertIccIntoJpeg(plain, profile);
    return readSamples(profiled, jpegFormat, { colours: 'profiled', bits, depth: 8 }, options);
  }
  const samples = await readSamples(plain, jpegFormat, { colours: 'cmyk', bits, depth: 8 }, options);
  cmykToRgb(samples.data, samples.perPixel);
  return samples;
}
