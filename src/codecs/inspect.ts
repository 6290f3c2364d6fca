import { ImageError } from '../core/errors.js';
import type { Frame } from '../core/geometry/types.js';
import { describeUnreadable, formatOfName, listTitles, recogniseFormat } from '../core/image-formats.js';
import { orientedFrame } from '../core/plan/operation-matrix.js';
import type { Orientation } from '../core/plan/operations.js';
import type { DecodeOptions, Encoding, ImageCodec, ImageFacts, StoredImage } from '../core/image-codec.js';
import { orientationOfTag } from './exif.js';
import { naming } from './naming.js';
import { turnedEncoding } from './turned-encoding.js';

/** What is refused before any pixel is decoded. */
export interface Limits {
  /** Width × height. */
  readonly pixels: number;
  /** Size of the file. */
  readonly bytes: number;
}

export interface InspectOptions extends DecodeOptions {
  /** How messages name the file: its key. */
  readonly name: string;
  readonly limits: Limits;
  /** `apply`: the frame is that of the upright image. `stored`: the orientation tag is ignored. */
  readonly exif: 'apply' | 'stored';
}

/** What the header of an image file contains, checked against what can be decoded. */
export interface ImageInfo extends StoredImage {
  readonly name: string;
  /** The codec that recognised the file, and that decodes it. */
  readonly codec: ImageCodec;
  /** The frame of the upright image: `stored` after `orientation`. */
  readonly frame: Frame;
  /** The Operation that makes the decoded image upright; `identity` where the orientation tag is ignored. */
  readonly orientation: Orientation;
  /** True if the file has an orientation tag that turns it, whether it is applied or ignored. */
  readonly isTagged: boolean;
  /** The ICC profile. Samples are never converted by it; it is written into the output. */
  readonly icc: Uint8Array | undefined;
  /** How the file is encoded, for the upright image; absent where the codec does not tell. */
  readonly encoding: Encoding | undefined;
  readonly isLossy: boolean;
  /** What will be lost, and what looks like a mistake: sentences that begin with the file's name. */
  readonly warnings: readonly string[];
}

/**
 * Checks a file's size before the file is read.
 * @throws ImageError where the file is empty, or larger than the limit
 */
export function checkBytes(size: number, { name, limits }: Pick<InspectOptions, 'name' | 'limits'>): void {
  if (size === 0) throw new ImageError(`${name}: the file is empty`);
  if (size > limits.bytes)
    throw new ImageError(`${name}: ${count(size)} bytes, more than limits.bytes (${count(limits.bytes)})`);
}

/**
 * Reads a file's header, and no pixels.
 * @throws ImageError where no codec reads the file, where it is damaged or exceeds the limits, or where the options refuse it
 */
export async function inspect(
  bytes: Uint8Array,
  options: InspectOptions,
  codecs: readonly ImageCodec[],
): Promise<ImageInfo> {
  const { name, limits } = options;
  checkBytes(bytes.length, options);
  const codec = recogniseFormat(bytes, codecs);
  if (!codec) throw new ImageError(`${name}: ${describeUnknown(bytes, codecs)}`);
  const facts = await naming(name, () => codec.inspect(bytes, options));
  const refusal = whyRefused(facts, limits);
  if (refusal !== undefined) throw new ImageError(`${name}: ${refusal}`);

  const { stored, channels, planes, hasAlpha, bits, depth = 8, icc, isLossy = false } = facts;
  const tagged = orientationOfTag(facts.orientationTag);
  const orientation = options.exif === 'apply' ? tagged : 'identity';
  return {
    name,
    codec,
    stored,
    frame: orientedFrame(orientation, stored),
    orientation,
    isTagged: tagged !== 'identity',
    channels,
    ...(planes !== undefined && { planes }),
    hasAlpha,
    bits,
    depth,
    icc,
    encoding: facts.encoding && turnedEncoding(facts.encoding, [orientation]),
    isLossy,
    warnings: warningsAbout(name, codec, facts, codecs),
  };
}

function describeUnknown(bytes: Uint8Array, codecs: readonly ImageCodec[]): string {
  const kind = describeUnreadable(bytes);
  const readable = `${listTitles(codecs)} are read`;
  return kind === undefined ? `not an image; ${readable}` : `this is ${kind}; ${readable}. Convert it first`;
}

function whyRefused({ stored: { width, height }, refusal }: ImageFacts, limits: Limits): string | undefined {
  const pixels = width * height;
  if (pixels > limits.pixels) {
    return `${width} × ${height} = ${count(pixels)} pixels, more than limits.pixels (${count(limits.pixels)})`;
  }
  return pixels === 0 ? 'the image has no pixels' : refusal;
}

function warningsAbout(
  name: string,
  codec: ImageCodec,
  facts: ImageFacts,
  codecs: readonly ImageCodec[],
): string[] {
  const warnings: string[] = [];
  const announced = formatOfName(name, codecs);
  if (announced !== undefined && announced !== codec) {
    warnings.push(
      `${name}: the name announces ${announced.title}, but the content is ${codec.title}; read as ${codec.title}`,
    );
  }
  const { bits, depth = 8 } = facts;
  if (bits > depth) warnings.push(`${name}: ${bits} bits per sample, reduced to ${depth}`);
  return [...warnings, ...(facts.warnings ?? []).map((warning) => `${name}: ${warning}`)];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
