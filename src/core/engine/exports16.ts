import type { ConvolveKernels } from './convolve-exports.js';
import type { PixelKernels } from './exports.js';

/** Those of `PixelKernels` for samples of 16 bits. */
export interface PixelKernels16 {
  tableLookup16(source: number, target: number, pixels: number, tables: number, channels: number): void;
  colourMatrix16(source: number, target: number, pixels: number, rows: number): void;
  lightnessGrey16: PixelKernels['lightnessGrey'];
  middleGrey16: PixelKernels['middleGrey'];
  sumOfSamples16(samples: number, count: number): number;
  sumOfLuma16(samples: number, pixels: number): number;
  changeHsv16: PixelKernels['scaleHsv'];
  convolveTaps16: ConvolveKernels['convolveTaps'];
  convolveSeparable16: ConvolveKernels['convolveSeparable'];
  gaussianRow16(
    target: number,
    count: number,
    row: number,
    seed0: number,
    seed1: number,
    mean: number,
    std: number,
    scratch: number,
  ): void;
  addNoise16(
    source: number,
    target: number,
    noise: number,
    pixels: number,
    channels: number,
    drawn: number,
  ): void;
  enlargeNoise16: PixelKernels['enlargeNoise'];
}
