import type { Raster, SamplesOf } from '../core/engine/raster.js';
import type { Depth } from '../core/plan/depth.js';
import { ImageError } from '../core/errors.js';

/** What a decoder gave: samples of one depth, `perPixel` of them for each pixel, the colours first. */
export interface Samples<D extends Depth = Depth> {
  readonly data: SamplesOf<D>;
  readonly perPixel: number;
}

/**
 * Copies the colours, and the sample at `alphaAt` of each pixel as alpha, into a Raster. Others are left out.
 * @param samples of the Raster's depth
 * @throws ImageError where the decoder gave another number of samples than the Raster needs
 */
export function fillRaster(
  { width, height, channels, data, alpha }: Raster,
  samples: Samples,
  alphaAt?: number,
): void {
  const { perPixel } = samples;
  const fits = samples.data.length === width * height * perPixel;
  const hasAll = alpha ? alphaAt !== undefined && alphaAt >= channels && alphaAt < perPixel : true;
  if (!fits || !hasAll || perPixel < channels) {
    throw new ImageError(
      `the decoder gave ${samples.data.length} samples, ${perPixel} per pixel, for an image of ${width} × ${height}`,
    );
  }
  if (perPixel === channels) data.set(samples.data);
  else pickSamples(data, samples, 0, channels);
  if (alpha) pickSamples(alpha, samples, alphaAt!, 1);
}

/** @param count how many samples of each pixel are taken, from `first` on */
function pickSamples(
  to: Uint8Array | Uint16Array,
  { data, perPixel }: Samples,
  first: number,
  count: number,
): void {
  for (let from = first, at = 0; at < to.length; from += perPixel) {
    for (let i = 0; i < count; i++) to[at++] = data[from + i]!;
  }
}
