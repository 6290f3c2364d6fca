import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import type { ImageFormat } from '../core/image-formats.js';
import { asBuffer } from './buffer.js';
import type { Allocate, ImageCodec, ImageFacts, StoredImage } from '../core/image-codec.js';

export const CMYK = 'the image is in CMYK; convert it to RGB first, with the colour profiles of your choice';

/** What sharp calls grey and RGB. Every other colour space would need a conversion. */
const SPACES = new Set(['srgb', 'rgb', 'b-w', 'rgb16', 'grey16']);

/** Refuses damaged files, ignores colour profiles. The size was checked before. */
const STRICT_INPUT = { failOn: 'warning', ignoreIcc: true, limitInputPixels: false } as const;

/** A codec for a format that sharp reads, and that this package does not write. */
export function readOnlySharpCodec(format: ImageFormat & { readonly canWrite: false }): ImageCodec {
  return {
    ...format,
    inspect: (bytes) => inspectBySharp(bytes, format),
    decode: (bytes, image, _options, allocate) => decodeBySharp(bytes, format, image, allocate),
  };
}

/** @throws ImageError where the header is damaged */
export async function inspectBySharp(bytes: Uint8Array, format: ImageFormat): Promise<ImageFacts> {
  const metadata = await sharp(asBuffer(bytes), { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(format, error);
    });
  const { width, height, channels, hasAlpha, orientation, icc } = metadata;
  return {
    stored: { width, height },
    channels: channels - Number(hasAlpha) === 1 ? 1 : 3,
    hasAlpha,
    bits: Math.max(8, metadata.bitsPerSample ?? 8),
    orientationTag: orientation,
    icc,
    refusal: refusalOf(metadata),
  };
}

function refusalOf({ pages, space, depth }: Metadata): string | undefined {
  if ((pages ?? 1) > 1) return `${pages} frames or pages; only single images are augmented. Split it first`;
  if (space === 'cmyk') return CMYK;
  if (!SPACES.has(space)) return `the image is in the colour space ${space}; convert it to RGB first`;
  if (depth !== 'uchar' && depth !== 'ushort') {
    return `samples of the type ${depth} cannot be read; save it with 8 bits per sample`;
  }
  return undefined;
}

/** @throws ImageError where the file is damaged or cut off */
export async function decodeBySharp<Target extends Raster>(
  bytes: Uint8Array,
  format: ImageFormat,
  { stored: { width, height }, channels, hasAlpha }: StoredImage,
  allocate: Allocate<Target>,
): Promise<Target> {
  // Grey with alpha goes through RGB, which does not change it: sharp's raw output of grey leaves alpha out.
  const grey = channels === 1 && !hasAlpha;
  const samples = await sharp(asBuffer(bytes), STRICT_INPUT)
    .toColourspace(grey ? 'b-w' : 'srgb')
    .raw()
    .toBuffer()
    .catch((error: unknown) => {
      throw damaged(format, error);
    });

  const target = allocate(width, height, channels, hasAlpha);
  const { data, alpha } = target;
  if (alpha) splitAlpha(samples, data, alpha, channels);
  else data.set(samples);
  return target;
}

/** An ImageError for a file that a decoder cannot read: decoders repeat the message over several lines. */
export function damaged({ title }: ImageFormat, error: unknown): ImageError {
  const message = error instanceof Error ? error.message : String(error);
  return new ImageError(`damaged ${title}: ${message.split('\n', 1)[0]!}`);
}

/** @param rgba four samples per pixel; the first three are equal in a grey image */
function splitAlpha(rgba: Uint8Array, data: Uint8Array, alpha: Uint8Array, channels: 1 | 3): void {
  for (let pixel = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let channel = 0; channel < channels; channel++) data[to++] = rgba[pixel * 4 + channel]!;
    alpha[pixel] = rgba[pixel * 4 + 3]!;
  }
}

/** Colours and alpha of a Raster, ready to be encoded. */
export function fromRaster(raster: Raster): Sharp {
  const { data, alpha, channels } = raster;
  if (!alpha) return fromColours(raster);
  return fromSamples(raster, joinAlpha(data, alpha, channels), channels === 1 ? 2 : 4);
}

/** A Raster without its alpha, ready to be encoded. */
export function fromColours(raster: Raster): Sharp {
  return fromSamples(raster, asBuffer(raster.data), raster.channels);
}

function fromSamples(
  { width, height, channels: colours }: Raster,
  samples: Buffer,
  channels: 1 | 2 | 3 | 4,
): Sharp {
  const raw = { width, height, channels };
  return sharp(samples, { raw, limitInputPixels: false }).toColourspace(colours === 1 ? 'b-w' : 'srgb');
}

function joinAlpha(data: Uint8Array, alpha: Uint8Array, channels: 1 | 3): Buffer {
  const joined = Buffer.allocUnsafe(data.length + alpha.length);
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let channel = 0; channel < channels; channel++) joined[to++] = data[from++]!;
    joined[to++] = alpha[pixel]!;
  }
  return joined;
}
