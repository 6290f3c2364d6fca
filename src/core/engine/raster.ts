import { ImageError } from '../errors.js';
import type { Depth } from '../plan/depth.js';

/** The array of samples of a depth. */
export type SamplesOf<D extends Depth> = D extends 8 ? Uint8Array : Uint16Array;

/** A Raster of one depth. */
export interface RasterOf<D extends Depth> {
  readonly width: number;
  readonly height: number;
  /** 3: red, green, blue. 1: grey. */
  readonly channels: 1 | 3;
  readonly depth: D;
  /**
   * So many grey images of one frame that are no colours, such as the bands of a satellite: 2 to 16, with `channels` 1.
   * Absent: an image of grey or of colours.
   */
  readonly planes?: number | undefined;
  /** `width · height · channels` samples; of planes one after another. */
  readonly data: SamplesOf<D>;
  /** `width · height` samples, the greatest is opaque. Absent: opaque everywhere. Not premultiplied. */
  readonly alpha?: SamplesOf<D> | undefined;
}

/**
 * Decoded pixels: interleaved samples, rows from the top, without padding between them. Alpha has an array of its own,
 * so that colour kernels never read it. Planes follow one another, so that kernels never see more than one.
 */
export type Raster = RasterOf<8> | RasterOf<16>;

const CHANNELS: readonly number[] = [1, 3];
const DEPTHS: readonly number[] = [8, 16];
/** How many planes a Raster may have. */
export const MOST_PLANES = 16;

/**
 * Checks what a caller passes as a Raster, who may not use TypeScript.
 * @throws ImageError where the size is not one of whole pixels, or does not fit the samples
 */
export function expectRaster({ width, height, channels, depth, planes, data, alpha }: Raster): void {
  const isSize = [width, height].every((side) => Number.isSafeInteger(side) && side > 0);
  if (!isSize) throw new ImageError(`raster: expected a size of whole pixels, found ${width}×${height}`);
  if (!CHANNELS.includes(channels))
    throw new ImageError(`raster.channels: expected 1 or 3, with alpha in \`alpha\`, found ${channels}`);
  if (!DEPTHS.includes(depth)) throw new ImageError(`raster.depth: expected 8 or 16, found ${depth}`);
  if (planes !== undefined) expectPlanes(planes, channels);
  expectSamples('data', data, depth, width * height * channels * (planes ?? 1));
  if (alpha !== undefined) expectSamples('alpha', alpha, depth, width * height);
}

function expectPlanes(planes: number, channels: number): void {
  if (!Number.isInteger(planes) || planes < 2 || planes > MOST_PLANES)
    throw new ImageError(`raster.planes: expected 2 to ${MOST_PLANES}, found ${planes}`);
  if (channels !== 1) throw new ImageError(`raster.channels: expected 1 for planes, found ${channels}`);
}

function expectSamples(name: string, samples: unknown, depth: Depth, expected: number): void {
  const type = depth === 8 ? Uint8Array : Uint16Array;
  const found = samples instanceof type ? samples.length : `no ${type.name}`;
  if (found !== expected)
    throw new ImageError(`raster.${name}: expected ${expected} samples, found ${found}`);
}

/** An array of so many samples, all 0. */
export function newSamples<D extends Depth>(depth: D, count: number): SamplesOf<D> {
  return (depth === 8 ? new Uint8Array(count) : new Uint16Array(count)) as SamplesOf<D>;
}

/** A Raster with its own memory, all samples 0. */
export function newRaster<D extends Depth>(
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha: boolean,
  depth: D,
  planes?: number,
): RasterOf<D> {
  return {
    width,
    height,
    channels,
    depth,
    ...(planes !== undefined && { planes }),
    data: newSamples(depth, width * height * channels * (planes ?? 1)),
    ...(withAlpha && { alpha: newSamples(depth, width * height) }),
  };
}

/** A copy of a Raster with its own memory. */
export function copyRaster({ width, height, channels, depth, planes, data, alpha }: Raster): Raster {
  const copy = newRaster(width, height, channels, alpha !== undefined, depth, planes);
  copy.data.set(data);
  if (alpha) copy.alpha?.set(alpha);
  return copy as Raster;
}

/** The Raster with 8 bits: each sample becomes the nearest level. One of 8 bits is returned as it is. */
export function withEightBits(raster: Raster): RasterOf<8> {
  if (raster.depth === 8) return raster;
  const { width, height, channels, planes, data, alpha } = raster;
  return {
    width,
    height,
    channels,
    depth: 8,
    ...(planes !== undefined && { planes }),
    data: nearestLevels(data),
    ...(alpha && { alpha: nearestLevels(alpha) }),
  };
}

/** The quotient by 257, rounded: exact for all samples of 16 bits. */
function nearestLevels(units: Uint16Array): Uint8Array {
  const levels = new Uint8Array(units.length);
  for (let i = 0; i < units.length; i++) levels[i] = (units[i]! * 255 + 32_895) >> 16;
  return levels;
}
