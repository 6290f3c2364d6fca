import type { MixLayer } from '../plan/operations.js';
import { unitsPerLevel } from '../plan/depth.js';
import type { Bitmap, Rectangle } from '../geometry/types.js';
import type { Surface } from './memory.js';

/** Weights have so many steps. */
export const STEPS = 2 ** 14;

/**
 * How much of a layer shows at each of its pixels, in steps; undefined where that is its weight everywhere.
 * @param shape what a cut-out layer shows
 * @param byAlpha whether its own alpha counts
 */
export function weightsOf(
  made: Surface,
  { cut, weight }: MixLayer,
  shape: Bitmap | undefined,
  byAlpha: boolean,
): Uint16Array | undefined {
  const alpha = byAlpha ? made.alpha : undefined;
  if (!cut && !alpha) return undefined;
  const shares = cut && shape && softened(shape, cut.softness);
  const [most, opaque] = [shares?.most ?? 1, 255 * unitsPerLevel(made.depth)];
  return Uint16Array.from({ length: made.width * made.height }, (_, i) => {
    const shown = (shares?.values[i] ?? 1) / most;
    return Math.round(STEPS * weight * shown * (alpha ? alpha[i]! / opaque : 1));
  });
}

/** Sums over a square about each pixel, and the greatest that is possible. */
function softened(
  { width, height, data }: Bitmap,
  softness: number,
): { readonly values: ArrayLike<number>; readonly most: number } {
  if (softness === 0) return { values: data, most: 1 };
  const across = windowSums(data, { length: width, stride: 1 }, { length: height, stride: width }, softness);
  const values = windowSums(
    across,
    { length: height, stride: width },
    { length: width, stride: 1 },
    softness,
  );
  return { values, most: (2 * softness + 1) ** 2 };
}

interface Axis {
  readonly length: number;
  readonly stride: number;
}

/** Sums of 2 · reach + 1 values along each line. Beyond both ends of a line there is nothing. */
function windowSums(values: ArrayLike<number>, along: Axis, lines: Axis, reach: number): Uint32Array {
  const sums = new Uint32Array(along.length * lines.length);
  for (let line = 0; line < lines.length; line++) {
    const start = line * lines.stride;
    const at = (i: number) => (i >= 0 && i < along.length ? values[start + i * along.stride]! : 0);
    let sum = 0;
    for (let i = 0; i < reach; i++) sum += at(i);
    for (let i = 0; i < along.length; i++) {
      sum += at(i + reach) - at(i - reach - 1);
      sums[start + i * along.stride] = sum;
    }
  }
  return sums;
}

/** Lays a layer over the target, each pixel with its own weight. @param within the part of the layer that lies at `seen` */
export function layByWeights(
  layer: Surface,
  target: Surface,
  weights: Uint16Array,
  seen: Rectangle,
  within: Rectangle,
): void {
  const blend = (above: Samples, below: Samples, channels: number) => {
    for (let row = 0; row < seen.height; row++) {
      const from = (within.y + row) * layer.width + within.x;
      const to = (seen.y + row) * target.width + seen.x;
      blendRow(above.subarray(from * channels), below.subarray(to * channels), weights.subarray(from), {
        pixels: seen.width,
        channels,
      });
    }
  };
  blend(layer.data, target.data, target.channels);
  if (layer.alpha && target.alpha) blend(layer.alpha, target.alpha, 1);
}

type Samples = Uint8Array | Uint16Array;

function blendRow(
  above: Samples,
  below: Samples,
  weights: Uint16Array,
  { pixels, channels }: { readonly pixels: number; readonly channels: number },
): void {
  for (let pixel = 0, at = 0; pixel < pixels; pixel++) {
    const weight = weights[pixel]!;
    // At most 65,535 · 2¹⁴ + 2¹³, which fits.
    for (let channel = 0; channel < channels; channel++, at++)
      below[at] = (below[at]! * (STEPS - weight) + above[at]! * weight + STEPS / 2) >> 14;
  }
}
