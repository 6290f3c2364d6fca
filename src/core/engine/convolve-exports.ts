/** Kernels of correlations of 8 bits, kernels/convolve.ts, kernels/convolve-ring.ts and kernels/convolve-box.ts. */
export interface ConvolveKernels {
  padReflected(
    source: number,
    target: number,
    width: number,
    height: number,
    channels: number,
    radius: number,
    top: number,
    bottom: number,
  ): void;
  convolveTaps(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    taps: number,
    count: number,
  ): void;
  convolvePairs(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    pairs: number,
    count: number,
    bits: number,
  ): void;
  convolveRing(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    height: number,
    step: number,
    weights: number,
    bits: number,
  ): void;
  convolveSeparable(
    source: number,
    target: number,
    width: number,
    height: number,
    channels: number,
    rowTerms: number,
    rowCount: number,
    columnTerms: number,
    columnCount: number,
    scratch: number,
  ): void;
  convolveBox(
    source: number,
    target: number,
    width: number,
    height: number,
    channels: number,
    rowRadius: number,
    rowWeight: number,
    rowRest: number,
    columnRadius: number,
    columnWeight: number,
    columnRest: number,
    scratch: number,
  ): void;
}
