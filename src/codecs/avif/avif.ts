import type { Raster } from '../../core/engine/raster.js';
import type { Allocate, DecodeOptions, ImageCodec, ImageFacts, StoredImage } from '../../core/image-codec.js';
import { avifFormat } from '../../core/image-formats.js';
import { fillRaster } from '../fill-raster.js';
import { ofEightBits } from '../raster.js';
import { severalFrames } from '../frames.js';
import { inspectBySharp, readSamples } from '../sharp.js';
import { readAvifItems } from './avif-items.js';

/** Reads AVIF by sharp, which counts the tiles of a grid as images, and takes the levels of grey for full ones. */
export const avifCodec: ImageCodec = { ...avifFormat, inspect: inspectAvif, decode: decodeAvif };

const RANGE_UNKNOWN =
  'a grey AVIF that does not say in its header whether its levels go from 0 to 255 cannot be read; convert it to PNG first';

async function inspectAvif(bytes: Uint8Array, options: DecodeOptions): Promise<ImageFacts> {
  const facts = await inspectBySharp(bytes, avifFormat, { ...options, frames: 'first' });
  const items = readAvifItems(bytes);
  const frames = severalFrames(items?.images ?? 1, options);
  const unknown = items?.isGrey && items.range === undefined ? RANGE_UNKNOWN : undefined;
  return {
    ...facts,
    depth: 8,
    channels: items?.isGrey ? 1 : 3,
    refusal: frames.refusal ?? facts.refusal ?? unknown,
    warnings: frames.warnings,
  };
}

async function decodeAvif<Target extends Raster>(
  bytes: Uint8Array,
  { stored, channels, hasAlpha, bits }: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const samples = await readSamples(bytes, avifFormat, { colours: 'rgb', bits, depth: 8 }, options);
  const target = allocate(stored.width, stored.height, channels, hasAlpha);
  fillRaster(target, samples, hasAlpha ? samples.perPixel - 1 : undefined);
  const isLimitedGrey = channels === 1 && readAvifItems(bytes)?.range === 'limited';
  if (isLimitedGrey) widenLevels(ofEightBits(target).data);
  return target;
}

/** Levels from 16 to 235 become those from 0 to 255: ITU-R BT.709, as in libavif. */
function widenLevels(levels: Uint8Array): void {
  const widened = Uint8ClampedArray.from({ length: 256 }, (_, level) => ((level - 16) * 255) / 219);
  levels.forEach((level, i) => {
    levels[i] = widened[level]!;
  });
}
