import { unitsPerLevel } from '../../plan/depth.js';
import type { SensorNoiseOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { poissonSteps } from './poisson.js';

/** The blocks of the generators for the steps; those of the hues are 0–7, as in `gaussianRow16`. */
const STEP_BLOCK = 8;
/** Bytes of a number, and of what it takes to draw a hue. */
const NUMBER = 4;
const DRAW = 8;
/** More steps than this are white, whatever the intensity. */
const LARGEST_MEAN = 1e6;
/** The largest draw of a Gaussian number, in standard deviations. */
const LARGEST_DRAW = 4.05;
const DEGREES_A_SECTOR = 60;

/** Adds the noise of a sensor, row by row: the draws of a row depend only on the seed and its number. */
export function addSensorNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: SensorNoiseOperation,
): void {
  const { width, height, channels, depth } = source;
  const { intensity, seed } = operation;
  const mean = Math.min(LARGEST_MEAN, intensity * lightnessDeviation(kernels, source));
  const { first, thresholds } = poissonSteps(mean);
  const hue = operation.hue / DEGREES_A_SECTOR;
  const stride = (width * channels * depth) / 8;
  withNumbers(kernels, thresholds, (thresholdsAt) => {
    withScratch(kernels, NUMBER * width, (words) => {
      withHues(kernels, source, hue, seed, (huesAt) => {
        for (let y = 0; y < height; y++) {
          kernels.call.uniformRow(words, NUMBER * width, y, seed[0], seed[1], STEP_BLOCK);
          kernels.call.addSensorNoise(
            source.pixels.pointer + y * stride,
            target.pixels.pointer + y * stride,
            width,
            channels,
            depth,
            words,
            thresholdsAt,
            thresholds.length,
            first,
            intensity,
            huesAt(y),
          );
        }
      });
    });
  });
}

/** Gives `use` a function that draws the shifts of a row, and returns where they are; 0 where none moves a sample by half a unit. */
function withHues(
  kernels: Kernels,
  { width, channels, depth }: Surface,
  std: number,
  seed: SensorNoiseOperation['seed'],
  use: (rowAt: (y: number) => number) => void,
): void {
  if (channels === 1 || LARGEST_DRAW * std * 255 * unitsPerLevel(depth) < 0.5) {
    use(() => 0);
    return;
  }
  withScratch(kernels, NUMBER * width, (hues) => {
    withScratch(kernels, DRAW * (width + 8), (scratch) => {
      use((y) => {
        kernels.call.gaussianRow16(hues, width, y, seed[0], seed[1], 0, std, scratch);
        return hues;
      });
    });
  });
}

/** The standard deviation of the lightness of all pixels, 0–½. */
function lightnessDeviation(kernels: Kernels, { pixels, width, height, channels, depth }: Surface): number {
  const [sum, squares] = withNumbers(kernels, new Float64Array(2), (at) => {
    kernels.call.lightnessSums(pixels.pointer, width * height, channels, depth, at);
    return new Float64Array(kernels.view(at, 16).slice().buffer);
  }) as unknown as readonly [number, number];
  const count = width * height;
  const variance = Math.max(0, squares / count - (sum / count) ** 2);
  return Math.sqrt(variance) / (2 * 255 * unitsPerLevel(depth));
}
