/** Kernels of `composite`. */
export interface LayerKernels {
  layOver(
    source: number,
    target: number,
    mask: number,
    pixels: number,
    channels: number,
    lines: number,
  ): void;
  layOver16: LayerKernels['layOver'];
  bendLightness(
    source: number,
    target: number,
    pixels: number,
    channels: number,
    depth: number,
    lines: number,
  ): void;
  setLightness(
    source: number,
    target: number,
    mask: number,
    pixels: number,
    channels: number,
    depth: number,
  ): void;
  addShare(source: number, sums: number, count: number, share: number): void;
  addShare16: LayerKernels['addShare'];
  roundSums(sums: number, target: number, count: number): void;
  roundSums16: LayerKernels['roundSums'];
}
