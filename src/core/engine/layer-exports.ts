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

/** Kernels that paint masks. */
export interface PaintKernels {
  paintLinear(
    target: number,
    width: number,
    height: number,
    depth: number,
    level: number,
    slopeX: number,
    slopeY: number,
    units: number,
  ): void;
  paintRadial(
    target: number,
    width: number,
    height: number,
    depth: number,
    centreX: number,
    centreY: number,
    scale: number,
    rises: number,
    steps: number,
    beyond: number,
  ): void;
  refinePlasma(
    coarse: number,
    columns: number,
    fine: number,
    width: number,
    height: number,
    factor: number,
    offset: number,
  ): void;
  centredNumbers(target: number, count: number, words: number, unit: number): void;
  extremesOf(numbers: number, width: number, height: number, stride: number, target: number): void;
  paintNumbers(
    numbers: number,
    target: number,
    width: number,
    height: number,
    stride: number,
    depth: number,
    factor: number,
    offset: number,
  ): void;
}
