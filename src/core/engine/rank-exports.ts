import type { ConvolveKernels } from './convolve-exports.js';

/** Kernels of order statistics, kernels/rank.ts. Strides are in bytes. */
export interface RankKernels {
  padReplicated: ConvolveKernels['padReflected'];
  foldTaps(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    taps: number,
    count: number,
    greatest: boolean,
    depth: number,
  ): void;
  median3(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    step: number,
    depth: number,
  ): void;
  median5(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    step: number,
    depth: number,
    scratch: number,
  ): void;
  medianByCounting(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    step: number,
    size: number,
  ): void;
  medianByCounts(
    source: number,
    sourceStride: number,
    target: number,
    width: number,
    height: number,
    channels: number,
    depth: number,
    size: number,
    counts: number,
  ): void;
}
