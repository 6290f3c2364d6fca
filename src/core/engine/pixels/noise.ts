import type { GaussianNoiseOperation, NoiseOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { addNoise16 } from './noise16.js';
import { linearTaps, smallFrame } from './noise-scale.js';
import { addSensorNoise } from './sensor-noise.js';

/**
 * Noise is n = LINEAR · w + CUBIC · w³ with w = (sum of four random bytes − 510) / 512. The exact moments of that sum give
 * these factors for a standard deviation of 1 and an excess kurtosis of 0: E n² = 1, E n⁴ = 3.
 * The sixth moment is 14.46 (a Gaussian's: 15); the largest number is 4.04.
 */
const LINEAR = 3.2875727937566555;
const CUBIC = 0.7749670254844266;
const LARGEST = 4.05;

/** The format of noise (16 bits, `bits` of them below the point), and the kernel's three parameters in it. */
interface FixedPoint {
  readonly bits: number;
  readonly linear: number;
  readonly cubic: number;
  readonly offset: number;
}

/** Writes row `y` of the noise, 16 bits a number, and returns a pointer to it. */
type RowSource = (y: number) => number;

export function addNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: NoiseOperation,
): void {
  if (operation.distribution === 'sensor') addSensorNoise(kernels, source, target, operation);
  else addGaussianNoise(kernels, source, target, operation);
}

/**
 * Adds noise. The draws of row y depend only on the seed and y (see kernels/noise.ts). Numbers are drawn in the
 * order of the samples or, if channels share them, of the pixels. With `scale` below 1 noise is drawn for an image of
 * max(1, ⌊scale · size⌋) pixels, and enlarged with pixel centres at i + ½.
 */
function addGaussianNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: GaussianNoiseOperation,
): void {
  if (source.depth === 16) {
    addNoise16(kernels, source, target, operation);
    return;
  }
  const { width, height, channels } = source;
  const [from, to] = [source.pixels.pointer, target.pixels.pointer];
  const drawn = operation.perChannel ? channels : 1;
  const fixed = fixedPoint(operation);
  const stride = width * channels;
  if (operation.scale >= 1 && drawn === channels) {
    const { seed } = operation;
    const { linear, cubic, offset, bits } = fixed;
    kernels.call.addGaussianRows(from, to, stride, height, seed[0], seed[1], linear, cubic, offset, bits);
    return;
  }
  withNoiseRows(kernels, source, operation, fixed, drawn, (rowAt) => {
    withScratch(kernels, 2 * stride, (tripled) => {
      for (let y = 0; y < height; y++) {
        let noise = rowAt(y);
        if (drawn < channels) {
          kernels.call.tripleNoise(noise, tripled, width);
          noise = tripled;
        }
        kernels.call.addNoise(from + y * stride, to + y * stride, noise, stride, fixed.bits);
      }
    });
  });
}

/** As many bits below the point, at most 12, as the largest number allows. */
function fixedPoint({ mean, std }: GaussianNoiseOperation): FixedPoint {
  const largest = Math.abs(mean) + LARGEST * std;
  let bits = 12;
  while (bits > 0 && largest * 2 ** bits > 32767) bits--;
  const one = 2 ** bits;
  return {
    bits,
    linear: Math.round(std * LINEAR * one),
    cubic: Math.round(std * CUBIC * one),
    offset: Math.round(mean * one),
  };
}

function withNoiseRows(
  kernels: Kernels,
  surface: Surface,
  operation: GaussianNoiseOperation,
  fixed: FixedPoint,
  drawn: number,
  use: (rowAt: RowSource) => void,
): void {
  const { width } = surface;
  withScratch(kernels, 2 * width * drawn, (row) => {
    if (operation.scale >= 1) {
      use((y) => {
        drawRow(kernels, row, width * drawn, y, operation, fixed);
        return row;
      });
    } else withEnlargedRows(kernels, surface, operation, fixed, drawn, row, use);
  });
}

function drawRow(
  kernels: Kernels,
  target: number,
  count: number,
  y: number,
  { seed }: GaussianNoiseOperation,
  { linear, cubic, offset }: FixedPoint,
): void {
  kernels.call.gaussianRow(target, count, y, seed[0], seed[1], linear, cubic, offset);
}

function withEnlargedRows(
  kernels: Kernels,
  { width, height }: Surface,
  operation: GaussianNoiseOperation,
  fixed: FixedPoint,
  drawn: number,
  row: number,
  use: (rowAt: RowSource) => void,
): void {
  const small = smallFrame({ width, height }, operation);
  const rows = linearTaps(small.height, height);
  const count = small.width * drawn;
  withScratch(kernels, 2 * count * small.height, (drawnAt) => {
    for (let y = 0; y < small.height; y++) {
      drawRow(kernels, drawnAt + 2 * count * y, count, y, operation, fixed);
    }
    withNumbers(kernels, linearTaps(small.width, width), (columns) => {
      use((y) => {
        const [above, below] = [rows[3 * y]!, rows[3 * y + 1]!].map((at) => drawnAt + 2 * count * at);
        kernels.call.enlargeNoise(above!, below!, rows[3 * y + 2]!, row, width, drawn, columns);
        return row;
      });
    });
  });
}
