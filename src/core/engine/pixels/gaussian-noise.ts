import { unitsPerLevel } from '../../plan/depth.js';
import type { GaussianNoiseOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withScratch } from '../scratch.js';
import { withNoiseRow, fractionBits } from './noise-arithmetic.js';
import { applyNoiseRows, type DrawRow } from './noise-rows.js';

/**
 * Noise is n = LINEAR · w + CUBIC · w³ with w = (sum of four random bytes − 510) / 512. The exact moments of that sum give
 * these factors for a standard deviation of 1 and an excess kurtosis of 0: E n² = 1, E n⁴ = 3.
 * The sixth moment is 14.46 (a Gaussian's: 15); the largest number is 4.04.
 */
const LINEAR = 3.2875727937566555;
const CUBIC = 0.7749670254844266;
const LARGEST = 4.05;
/** Bytes that it takes to draw a number for 16 bits. */
const DRAW = 8;

/** The kernel's three parameters in fixed point, and the bits below the point. */
interface FixedPoint {
  readonly bits: number;
  readonly linear: number;
  readonly cubic: number;
  readonly offset: number;
}

/** Adds noise. The draws of row y depend only on the seed and y (see kernels/noise.ts). */
export function addGaussianNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: GaussianNoiseOperation,
): void {
  if (source.depth === 16) {
    addDeep(kernels, source, target, operation);
    return;
  }
  const { perChannel, scale, seed } = operation;
  const { linear, cubic, offset, bits } = fixedPoint(operation);
  if (scale >= 1 && (perChannel || source.channels === 1)) {
    const { width, height, channels } = source;
    const [from, to] = [source.pixels.pointer, target.pixels.pointer];
    const stride = width * channels;
    kernels.call.addGaussianRows(from, to, stride, height, seed[0], seed[1], linear, cubic, offset, bits);
    return;
  }
  const draw: DrawRow = (at, count, y) => {
    kernels.call.gaussianRow(at, count, y, seed[0], seed[1], linear, cubic, offset);
  };
  withNoiseRow(kernels, source, 'add', bits, (apply) => {
    applyNoiseRows({ kernels, source, target, perChannel, scale }, draw, apply);
  });
}

/** The noise of 8 bits, with finer draws and without rounding before the sum. */
function addDeep(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: GaussianNoiseOperation,
): void {
  const { perChannel, scale, seed, mean, std } = operation;
  const units = unitsPerLevel(16);
  withScratch(kernels, DRAW * (source.width * source.channels + 8), (scratch) => {
    const draw: DrawRow = (at, count, y) => {
      kernels.call.gaussianRow16(at, count, y, seed[0], seed[1], units * mean, units * std, scratch);
    };
    withNoiseRow(kernels, source, 'add', 0, (apply) => {
      applyNoiseRows({ kernels, source, target, perChannel, scale }, draw, apply);
    });
  });
}

function fixedPoint({ mean, std }: GaussianNoiseOperation): FixedPoint {
  const bits = fractionBits(Math.abs(mean) + LARGEST * std, 12);
  const one = 2 ** bits;
  return {
    bits,
    linear: Math.round(std * LINEAR * one),
    cubic: Math.round(std * CUBIC * one),
    offset: Math.round(mean * one),
  };
}
