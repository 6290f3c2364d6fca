import type { PixelKernels } from './exports.js';
import type { PixelKernels16 } from './exports16.js';

/** Kernels of noise other than Gaussian. */
export interface NoiseKernels {
  lightnessSums(samples: number, pixels: number, channels: number, depth: number, sums: number): void;
  addSensorNoise(
    source: number,
    target: number,
    pixels: number,
    channels: number,
    depth: number,
    words: number,
    thresholds: number,
    count: number,
    first: number,
    intensity: number,
    hues: number,
  ): void;
  linearNumbers(target: number, count: number, words: number, half: number, centre: number): void;
  quantileNumbers(target: number, count: number, words: number, table: number): void;
  multiplyNoise: PixelKernels['addNoise'];
  strikeRow(
    row: number,
    pixels: number,
    channels: number,
    depth: number,
    words: number,
    perChannel: boolean,
    limits: number,
    count: number,
    colours: number,
  ): void;
  quantileNumbers16: NoiseKernels['quantileNumbers'];
  multiplyNoise16: PixelKernels16['addNoise16'];
  drawShots(
    source: number,
    target: number,
    count: number,
    words: number,
    guide: number,
    thresholds: number,
    starts: number,
    firsts: number,
    values: number,
    most: number,
  ): void;
  drawShots16(
    source: number,
    target: number,
    count: number,
    words: number,
    dithers: number,
    guide: number,
    thresholds: number,
    starts: number,
    firsts: number,
    values: number,
    most: number,
  ): void;
}
