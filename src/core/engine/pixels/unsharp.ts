import { unitsPerLevel } from '../../plan/depth.js';
import type { UnsharpOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { convolve } from './convolve.js';

/** Rows that are sharpened together. */
const LEAST_BAND = 32;

/** A part of the rows, and what is made of it. */
interface Band {
  readonly samples: Surface;
  readonly blurred: Surface;
  readonly mask: Surface;
  readonly softened: Surface;
}

/**
 * Sharpens where the image differs from its blurred one, in bands of rows. A band has as many rows more as both blurs reach, above
 * and below, so that what they make of its ends is not used.
 * @param target another Surface than `source`
 */
export function unsharp(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: UnsharpOperation,
): void {
  const { height } = source;
  const reach = operation.weights.length - 1;
  const rows = Math.max(LEAST_BAND, 4 * reach);
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    const [first, last] = [Math.max(0, top - reach), Math.min(height, bottom + reach)];
    withBand(kernels, source, first, last, (band) => {
      maskBand(kernels, band, operation);
      sharpenRows(kernels, source, target, band, { top, bottom, first }, operation.amount);
    });
  }
}

function withBand(
  kernels: Kernels,
  source: Surface,
  first: number,
  last: number,
  use: (band: Band) => void,
): void {
  const { width, channels, depth } = source;
  const shape = { width, height: last - first, channels, depth, withAlpha: false };
  const stride = (width * channels * depth) / 8;
  const surfaces: Surface[] = [];
  const surface = (): Surface => {
    const made = kernels.surface(shape);
    surfaces.push(made);
    return made;
  };
  try {
    const band = { samples: surface(), blurred: surface(), mask: surface(), softened: surface() };
    const from = source.pixels.pointer + first * stride;
    kernels.call.copyRows(from, stride, band.samples.pixels.pointer, stride, stride, shape.height);
    use(band);
  } finally {
    for (const made of surfaces) kernels.free(made);
  }
}

function maskBand(
  kernels: Kernels,
  { samples, blurred, mask, softened }: Band,
  { weights, threshold }: UnsharpOperation,
): void {
  const blur = { kind: 'convolve', form: 'separable', x: weights, y: weights } as const;
  convolve(kernels, samples, blurred, blur);
  kernels.call.markResiduals(
    samples.pixels.pointer,
    blurred.pixels.pointer,
    mask.pixels.pointer,
    samples.width * samples.height * samples.channels,
    Math.floor(threshold * unitsPerLevel(samples.depth)),
    samples.depth,
  );
  convolve(kernels, mask, softened, blur);
}

function sharpenRows(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { blurred, softened }: Band,
  { top, bottom, first }: { readonly top: number; readonly bottom: number; readonly first: number },
  amount: number,
): void {
  const { width, channels, depth } = source;
  const count = width * channels;
  const stride = (count * depth) / 8;
  const [start, inBand] = [top * stride, (top - first) * stride];
  kernels.call.sharpenMasked(
    source.pixels.pointer + start,
    blurred.pixels.pointer + inBand,
    softened.pixels.pointer + inBand,
    target.pixels.pointer + start,
    count * (bottom - top),
    amount,
    depth,
  );
}
