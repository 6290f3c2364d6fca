/** Kernels of kernels/blend.ts. */
export interface MixKernels {
  /**
   * Each sample of the target becomes (1 − w) · target + w · source, rounded half up, where `weight` is w · 2¹⁴. Strides are in
   * bytes, and exactly the samples are written.
   */
  blendRows(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    samples: number,
    height: number,
    weight: number,
  ): void;
  blendRows16(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    samples: number,
    height: number,
    weight: number,
  ): void;
}
