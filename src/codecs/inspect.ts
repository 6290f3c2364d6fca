import sharp, { type Metadata } from 'sharp';
import { orientedFrame } from '../core/plan/operation-matrix.js';
import { ImageError } from '../core/errors.js';
import type { Orientation } from '../core/plan/operations.js';
import type { Frame } from '../core/geometry/types.js';
import { asBuffer } from './buffer.js';
import { orientationOfTag } from './exif.js';
import { describeUnreadable, formatOfName, sniff, type ImageFormat } from './formats.js';
import { countScans, readJpegHeader, type JpegHeader } from './jpeg-header.js';
import { isAnimatedPng } from './png-header.js';

/** What is refused before any pixel is decoded. */
export interface Limits {
  /** Width × height. */
  readonly pixels: number;
  /** Of the file. */
  readonly bytes: number;
}

export interface InspectOptions {
  /** As messages shall call the file: its key. */
  readonly name: string;
  readonly limits: Limits;
  /** `stored`: the picture is taken as it lies in the file, whatever its orientation tag says. */
  readonly exif: 'apply' | 'stored';
}

/** What an image file says of itself, checked against what we can read. */
export interface ImageInfo {
  readonly name: string;
  readonly format: ImageFormat;
  /** As the decoder delivers it. */
  readonly stored: Frame;
  /** As displayed: `stored` after `orientation`. */
  readonly frame: Frame;
  /** What has to be done to the decoded picture; `identity` where the orientation tag is not to be applied. */
  readonly orientation: Orientation;
  readonly channels: 1 | 3;
  readonly hasAlpha: boolean;
  /** The colour profile. Samples are never converted by it; it goes on into the output. */
  readonly icc: Uint8Array | undefined;
  /** What will be lost, or looks like a mistake: sentences that begin with the file's name. */
  readonly warnings: readonly string[];
}

/** What differs between the formats; the rest of ImageInfo is the same for all. */
interface Facts extends Frame {
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly bits: number;
  readonly orientationTag: number | undefined;
  readonly icc: Uint8Array | undefined;
  /** Why the file cannot be read, for reasons of its format. */
  readonly refusal: string | undefined;
}

const MAX_SCANS = 500;
/** The spaces that libvips reports for grey and RGB; all others would need a colour conversion. */
const SPACES = new Set(['srgb', 'rgb', 'b-w', 'rgb16', 'grey16']);

/**
 * Of the file, before it is read.
 * @throws ImageError where it is empty, or larger than the limit
 */
export function checkBytes(size: number, { name, limits }: Pick<InspectOptions, 'name' | 'limits'>): void {
  if (size === 0) throw new ImageError(`${name}: the file is empty`);
  if (size > limits.bytes)
    throw new ImageError(`${name}: ${count(size)} bytes, more than limits.bytes (${count(limits.bytes)})`);
}

/**
 * Reads a file's headers, and nothing of its pixels.
 * @throws ImageError for whatever is not an image that we read, is beyond the limits, animated, or in CMYK
 */
export async function inspect(bytes: Uint8Array, options: InspectOptions): Promise<ImageInfo> {
  const { name, limits } = options;
  const refuse = (reason: string): never => {
    throw new ImageError(`${name}: ${reason}`);
  };
  checkBytes(bytes.length, options);
  const format = sniff(bytes) ?? refuse(describeUnknown(bytes));
  const facts = format === 'jpeg' ? jpegFacts(bytes, refuse) : await sharpFacts(bytes, format, refuse);

  const { width, height } = facts;
  if (width * height > limits.pixels) {
    refuse(
      `${width} × ${height} = ${count(width * height)} pixels, more than limits.pixels (${count(limits.pixels)})`,
    );
  }
  if (width === 0 || height === 0) refuse('the picture has no pixels');
  if (facts.refusal !== undefined) refuse(facts.refusal);

  const stored = { width, height };
  const orientation = options.exif === 'apply' ? orientationOfTag(facts.orientationTag) : 'identity';
  return {
    name,
    format,
    stored,
    frame: orientedFrame(orientation, stored),
    orientation,
    channels: facts.channels === 1 ? 1 : 3,
    hasAlpha: facts.hasAlpha,
    icc: facts.icc,
    warnings: warningsAbout(name, format, facts),
  };
}

function describeUnknown(bytes: Uint8Array): string {
  const kind = describeUnreadable(bytes);
  const readable = 'JPEG, PNG, WebP, TIFF, GIF and AVIF are read';
  return kind === undefined ? `not an image; ${readable}` : `this is ${kind}; ${readable}. Convert it first`;
}

function jpegFacts(bytes: Uint8Array, refuse: (reason: string) => never): Facts {
  const header = readJpegHeader(bytes);
  if (typeof header === 'string') return refuse(`damaged JPEG: ${header}`);
  return {
    ...header,
    channels: header.components,
    hasAlpha: false,
    bits: header.precision,
    refusal: jpegRefusal(bytes, header),
  };
}

function jpegRefusal(bytes: Uint8Array, header: JpegHeader): string | undefined {
  const { components, precision, progressive } = header;
  if (components === 4) return CMYK;
  if (components !== 1 && components !== 3) return `a JPEG of ${components} colour components cannot be read`;
  if (precision !== 8) return `a JPEG of ${precision} bits a sample cannot be read; save it with 8`;
  const scans = progressive ? countScans(bytes, header) : 1;
  return scans > MAX_SCANS
    ? `a JPEG of ${scans} scans is refused: it is made to keep a computer busy`
    : undefined;
}

const CMYK = 'the picture is in CMYK; convert it to RGB first, with the colour profiles of your choice';

async function sharpFacts(
  bytes: Uint8Array,
  format: ImageFormat,
  refuse: (reason: string) => never,
): Promise<Facts> {
  const metadata = await sharp(asBuffer(bytes), { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => refuse(`damaged ${formatName(format)}: ${firstLine(error)}`));
  const { width, height, channels, hasAlpha, orientation, icc } = metadata;
  return {
    width,
    height,
    channels: channels - Number(hasAlpha),
    hasAlpha,
    bits: Math.max(8, metadata.bitsPerSample ?? 8),
    orientationTag: orientation,
    icc,
    refusal: sharpRefusal(bytes, metadata),
  };
}

function sharpRefusal(bytes: Uint8Array, { pages, space, depth, format }: Metadata): string | undefined {
  if ((pages ?? 1) > 1) return `${pages} frames or pages; only single pictures are augmented. Split it first`;
  if (format === 'png' && isAnimatedPng(bytes)) {
    return 'an animated PNG; only single pictures are augmented. Split it first';
  }
  if (space === 'cmyk') return CMYK;
  if (!SPACES.has(space)) return `the picture is in the colour space ${space}; convert it to RGB first`;
  if (depth !== 'uchar' && depth !== 'ushort') {
    return `samples of the type ${depth} cannot be read; save it with 8 bits a sample`;
  }
  return undefined;
}

function warningsAbout(name: string, format: ImageFormat, { bits }: Facts): string[] {
  const warnings: string[] = [];
  const announced = formatOfName(name);
  if (announced !== undefined && announced !== format) {
    warnings.push(`${name}: this is a ${formatName(format)} file, whatever its name says; taken as that`);
  }
  if (bits > 8) warnings.push(`${name}: ${bits} bits a sample, reduced to 8`);
  return warnings;
}

export function formatName(format: ImageFormat): string {
  return format === 'webp' ? 'WebP' : format.toUpperCase();
}

/** Decoders' messages repeat themselves over several lines. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
