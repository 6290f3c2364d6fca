import type { Metadata, Sharp } from 'sharp';
import { newSamples } from '../core/engine/raster.js';
import type { Raster, SamplesOf } from '../core/engine/raster.js';
import type { Depth } from '../core/plan/depth.js';
import type { ImageFormat } from '../core/image-formats.js';
import type { Allocate, DecodeOptions, ImageCodec, ImageFacts, StoredImage } from '../core/image-codec.js';
import { asBuffer } from './buffer.js';
import { damaged, withReason } from './damaged.js';
import { fillRaster } from './fill-raster.js';
import type { Samples } from './fill-raster.js';
import { severalFrames } from './frames.js';
import { libvips } from './libvips.js';

/** What sharp calls grey and RGB. Every other colour space would need a conversion. */
const SPACES = new Set(['srgb', 'rgb', 'b-w', 'rgb16', 'grey16']);

/** A codec for a format that sharp reads, and that this package does not write. */
export function readOnlySharpCodec(format: ImageFormat & { readonly canWrite: false }): ImageCodec {
  return {
    ...format,
    inspect: (bytes, options) => inspectBySharp(bytes, format, options),
    decode: (bytes, image, options, allocate) => decodeBySharp(bytes, format, image, options, allocate),
  };
}

/** @throws ImageError where the header is damaged */
export async function inspectBySharp(
  bytes: Uint8Array,
  format: ImageFormat,
  options: DecodeOptions,
): Promise<ImageFacts> {
  const metadata = await libvips()(asBuffer(bytes), { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(format, error);
    });
  const { width, height, channels, hasAlpha, orientation, icc } = metadata;
  const bits = Math.max(8, metadata.bitsPerSample ?? 8);
  const frames = severalFrames(metadata.pages ?? 1, options);
  return {
    stored: { width, height },
    channels: channels - Number(hasAlpha) === 1 ? 1 : 3,
    hasAlpha,
    bits,
    depth: bits === 16 ? 16 : 8,
    orientationTag: orientation,
    icc,
    refusal: frames.refusal ?? refusalOf(metadata),
    warnings: frames.warnings,
  };
}

function refusalOf({ space, depth }: Metadata): string | undefined {
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
  image: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const { stored, channels, hasAlpha, bits, depth = 8 } = image;
  const colours = channels === 1 && !hasAlpha ? 'grey' : 'rgb';
  const samples = await readSamples(bytes, format, { colours, bits, depth }, options);
  const target = allocate(stored.width, stored.height, channels, hasAlpha, depth);
  fillRaster(target, samples, hasAlpha ? samples.perPixel - 1 : undefined);
  return target;
}

interface SampleKind<D extends Depth> {
  /**
   * Grey with alpha goes through RGB, which does not change it: sharp's raw output of grey leaves alpha out. `profiled`:
   * converted to sRGB by the profile in the file.
   */
  readonly colours: 'grey' | 'rgb' | 'cmyk' | 'profiled';
  /** Of the file. */
  readonly bits: number;
  /** Of the result. */
  readonly depth: D;
}

const SPACE = { grey: 'b-w', rgb: 'srgb', cmyk: 'cmyk', profiled: 'srgb' } as const;
const DEEP_SPACE = { grey: 'grey16', rgb: 'rgb16', cmyk: 'cmyk', profiled: 'srgb' } as const;

/**
 * The samples of an image in the depth that is asked for: with 8 the upper 8 where the file has more.
 * @throws ImageError where the file is damaged or cut off
 */
export async function readSamples<D extends Depth>(
  bytes: Uint8Array,
  format: ImageFormat,
  { colours, bits, depth }: SampleKind<D>,
  options: DecodeOptions,
): Promise<Samples<D>> {
  const failOn = options.damaged === 'accept' ? 'none' : 'warning';
  const ignoreIcc = colours !== 'profiled';
  const deep = bits > 8 && (colours === 'grey' || colours === 'rgb');
  const open = () => {
    const file = libvips()(asBuffer(bytes), { failOn, ignoreIcc, limitInputPixels: false });
    // Otherwise inks go through sRGB and back.
    return colours === 'cmyk' ? file.pipelineColourspace('cmyk') : file;
  };
  const { data, info } = await withReason(() =>
    open()
      .toColourspace((deep ? DEEP_SPACE : SPACE)[colours])
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  ).catch((error: unknown) => {
    throw damaged(format, error);
  });
  const { channels: perPixel } = info;
  const units = deep && new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const samples = units && depth === 8 ? upperBytes(units) : units || data;
  return { data: samples as SamplesOf<D>, perPixel };
}

/** The upper byte of each sample of 16 bits, as OpenCV reduces them. */
function upperBytes(samples: Uint16Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => sample >> 8);
}

/** Colours and alpha of a Raster, ready to be encoded. */
export function fromRaster(raster: Raster): Sharp {
  const { alpha, channels } = raster;
  if (!alpha) return fromColours(raster);
  return fromSamples(raster, joinAlpha(raster, alpha), channels === 1 ? 2 : 4);
}

/** A Raster without its alpha, ready to be encoded. */
function fromColours(raster: Raster): Sharp {
  return fromSamples(raster, raster.data, raster.channels);
}

function fromSamples(
  { width, height, channels: colours, depth }: Raster,
  samples: Uint8Array | Uint16Array,
  channels: 1 | 2 | 3 | 4,
): Sharp {
  const raw = { width, height, channels };
  const space = (depth === 8 ? SPACE : DEEP_SPACE)[colours === 1 ? 'grey' : 'rgb'];
  return libvips()(samples, { raw, limitInputPixels: false }).toColourspace(space);
}

function joinAlpha({ data, channels, depth }: Raster, alpha: ArrayLike<number>): Uint8Array | Uint16Array {
  const joined = newSamples(depth, data.length + alpha.length);
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let channel = 0; channel < channels; channel++) joined[to++] = data[from++]!;
    joined[to++] = alpha[pixel]!;
  }
  return joined;
}
