import sharp from 'sharp';
import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import { asBuffer } from './buffer.js';
import { firstLine, formatName, type ImageInfo } from './inspect.js';
import { decompressJpeg } from './turbo.js';

export interface DecodeOptions {
  /**
   * JPEG's inverse transform. `fast`: a level off on average, in less than half the time. `exact`: as Pillow and
   * OpenCV decode, to the bit.
   */
  readonly dct: 'fast' | 'exact';
}

/**
 * Where the samples go. `data` and `alpha` are asked for again each time they are written to, since memory that grows
 * in between may have detached older views.
 */
export type Allocate<Target extends Raster> = (
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha: boolean,
) => Target;

/**
 * Decodes what `inspect` has accepted, as it is stored: `info.orientation` is left to the engine, for which it is one
 * exact Operation among others. No colour is converted.
 * @throws ImageError where the file is damaged or cut off
 */
export async function decode<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const fast = info.format === 'jpeg' && options.dct === 'fast';
  return fast ? decodeFast(bytes, info, allocate) : decodeBySharp(bytes, info, allocate);
}

async function decodeFast<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  allocate: Allocate<Target>,
): Promise<Target> {
  const { width, height } = info.stored;
  const target = allocate(width, height, info.channels, false);
  try {
    decompressJpeg(bytes, target);
  } catch (error) {
    if (error instanceof ImageError) throw error;
    throw new ImageError(`${info.name}: ${await whyNotFast(bytes)}`);
  }
  return target;
}

/** The fast decoder does not say what it met; the exact one, which is as strict, tells damage from what is merely rare. */
async function whyNotFast(bytes: Uint8Array): Promise<string> {
  try {
    await sharp(asBuffer(bytes), SHARP_INPUT).raw().toBuffer();
  } catch (error) {
    return `damaged JPEG: ${firstLine(error)}`;
  }
  return 'a JPEG of a rare kind, such as 4:1:0, that the fast decoder cannot read; use `decode: {dct: exact}` in the recipe';
}

/** Strict about damage, blind for colour profiles; the size is already checked. */
const SHARP_INPUT = { failOn: 'warning', ignoreIcc: true, limitInputPixels: false } as const;

async function decodeBySharp<Target extends Raster>(
  bytes: Uint8Array,
  info: ImageInfo,
  allocate: Allocate<Target>,
): Promise<Target> {
  const { width, height } = info.stored;
  // Grey with alpha goes through RGB, unchanged: as grey, sharp's raw output would leave alpha out.
  const grey = info.channels === 1 && !info.hasAlpha;
  const pipeline = sharp(asBuffer(bytes), SHARP_INPUT)
    .toColourspace(grey ? 'b-w' : 'srgb')
    .raw();
  const samples = await pipeline.toBuffer().catch((error: unknown) => {
    throw new ImageError(`${info.name}: damaged ${formatName(info.format)}: ${firstLine(error)}`);
  });

  const target = allocate(width, height, info.channels, info.hasAlpha);
  const { data, alpha } = target;
  if (alpha) splitAlpha(samples, data, alpha, info.channels);
  else data.set(samples);
  return target;
}

/** @param rgba four samples a pixel; of grey pictures the first three are equal */
function splitAlpha(rgba: Uint8Array, data: Uint8Array, alpha: Uint8Array, channels: 1 | 3): void {
  for (let pixel = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let channel = 0; channel < channels; channel++) data[to++] = rgba[pixel * 4 + channel]!;
    alpha[pixel] = rgba[pixel * 4 + 3]!;
  }
}
