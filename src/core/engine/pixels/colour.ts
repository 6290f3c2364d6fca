import type { MatrixOperation, HsvOperation } from '../../plan/operations.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';
import { unitsPerLevel } from '../../plan/depth.js';
import { applyLine } from './table.js';

/** The largest magnitude of weights that 16 bits with a sign hold in units of 2^−bits, after the sum is corrected. */
const LARGEST_WEIGHT = { 15: 0.9999, 13: 3.999 };
/** Beyond this, every sum is clipped, and whole numbers of 32 bits would overflow. */
const LARGEST_OFFSET = 2 ** 30;

/**
 * With `round`, weights are rounded to multiples of 2⁻¹⁵, or of 2⁻¹³ where one exceeds 0.9999, so that their sum in a row is
 * the rounded sum. Then all is exact, and the result is rounded half up and clipped. The weights of the luma become 9798,
 * 19235 and 3735, which give OpenCV's RGB2GRAY. With `truncate`, or where a weight exceeds 3.999, sums are computed from
 * left to right in single precision. For 16 bits sums are in double precision, and always rounded.
 */
export function applyMatrix(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: MatrixOperation,
): void {
  if (source.channels === 1) {
    copyPixels(source, target);
    return;
  }
  const { rows, rounding } = operation;
  const [from, to] = [source.pixels.pointer, target.pixels.pointer];
  const pixels = source.width * source.height;
  if (source.depth === 16) {
    const inUnits = rows.map((weight, index) => (index % 4 === 3 ? unitsPerLevel(16) * weight : weight));
    withNumbers(kernels, Float64Array.from(inUnits), (at) => {
      kernels.call.colourMatrix16(from, to, pixels, at);
    });
    return;
  }
  const picks = picksOf(rows, rounding);
  if (picks) {
    withNumbers(kernels, picks, (at) => {
      kernels.call.pickChannels(from, to, pixels, at);
    });
    return;
  }
  const weights = rows.filter((_, index) => index % 4 !== 3);
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  if (rounding === 'truncate' || largest > LARGEST_WEIGHT[13]) {
    withNumbers(kernels, Float32Array.from(rows), (at) => {
      kernels.call.colourMatrix(from, to, pixels, at, rounding === 'round' ? 0.5 : 0);
    });
    return;
  }
  const bits = largest <= LARGEST_WEIGHT[15] ? 15 : 13;
  const isGrey = rows.every((weight, index) => weight === rows[index % 4]);
  withNumbers(kernels, fixedRows(rows, bits), (at) => {
    if (isGrey) kernels.call.greyMatrixFixed(from, to, pixels, at, bits);
    else kernels.call.colourMatrixFixed(from, to, pixels, at, bits);
  });
}

const NO_PLACE = 255;

/** As `pickChannels` takes them, where each channel becomes a channel or a level; else undefined. */
function picksOf(rows: readonly number[], rounding: MatrixOperation['rounding']): Uint8Array | undefined {
  const picks = new Uint8Array(32);
  for (let sample = 0; sample < 15; sample++) {
    const channel = sample % 3;
    const [red, green, blue, offset] = rows.slice(4 * channel, 4 * channel + 4) as [number, number, number, number]; // prettier-ignore
    const weights = [red, green, blue];
    const picked = weights.indexOf(1);
    const isPick = picked >= 0 && offset === 0;
    if (weights.some((weight, index) => weight !== 0 && !(isPick && index === picked))) return undefined;
    picks[sample] = isPick ? sample - channel + picked : NO_PLACE;
    const level = Math.floor(offset + (rounding === 'round' ? 0.5 : 0));
    picks[16 + sample] = isPick ? 0 : Math.min(255, Math.max(0, level));
  }
  picks[15] = 15;
  return picks;
}

/** For each channel the weights of red and green in one number, that of blue, and the offset with the half for rounding. */
function fixedRows(rows: readonly number[], bits: number): Int32Array {
  const unit = 2 ** bits;
  return Int32Array.from(
    [0, 4, 8].flatMap((start) => {
      const [red, green, blue] = roundedWeights(rows.slice(start, start + 3).map((weight) => weight * unit));
      const offset = Math.round(rows[start + 3]! * unit) + unit / 2;
      return [
        (red! & 0xffff) | (green! << 16),
        blue! & 0xffff,
        Math.min(LARGEST_OFFSET, Math.max(-LARGEST_OFFSET, offset)),
      ];
    }),
  );
}

/** Whole numbers whose sum is the rounded sum, so that greys stay grey: the weight that was rounded farthest is corrected. */
function roundedWeights(weights: readonly number[]): number[] {
  const rounded = weights.map(Math.round);
  const excess = sum(rounded) - Math.round(sum(weights));
  if (excess === 0) return rounded;
  const error = (index: number): number => Math.sign(excess) * (rounded[index]! - weights[index]!);
  const farthest = [...weights.keys()].reduce((most, index) => (error(index) > error(most) ? index : most));
  return rounded.map((whole, index) => (index === farthest ? whole - excess : whole));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Shifts are rounded as in Albumentations: hue towards −∞, saturation and value towards zero. Multiplied values are rounded
 * down, in single precision. For 16 bits nothing else is rounded before the result.
 */
export function applyHsv(kernels: Kernels, source: Surface, target: Surface, operation: HsvOperation): void {
  const { saturationFactor = 1, valueFactor = 1 } = operation;
  const value = Math.trunc(operation.value);
  if (source.channels === 1) {
    applyLine(kernels, source, target, valueFactor, value);
    return;
  }
  const hue = ((Math.floor(operation.hue) % 180) + 180) % 180;
  const saturation = Math.trunc(operation.saturation);
  const rasters = [source.pixels.pointer, target.pixels.pointer, source.width * source.height] as const;
  const factors = [saturationFactor, valueFactor] as const;
  if (source.depth === 16)
    kernels.call.changeHsv16(...rasters, hue / 30, saturation / 255, unitsPerLevel(16) * value, ...factors);
  else if (saturationFactor === 1 && valueFactor === 1)
    kernels.call.shiftHsv(...rasters, hue, saturation, value);
  else kernels.call.scaleHsv(...rasters, hue, saturation, value, ...factors);
}
