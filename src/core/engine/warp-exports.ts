/** Kernels of kernels/chain.ts and of those that warp. Each makes the part of every row that the table of `spanTable` names. */
export interface WarpKernels {
  sampleChain(
    source: number,
    stride: number,
    channels: number,
    depth: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    stages: number,
    stageCount: number,
    interpolation: number,
  ): void;
  fillOutside(
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    pixel: number,
    bytesPerPixel: number,
  ): void;
  warpInterior(
    source: number,
    stride: number,
    channels: number,
    depth: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    matrix: number,
    longestBlock: number,
    interpolation: number,
  ): void;
  /** Without a turn, 8 bits, linear; see kernels/warp-straight.ts for the room that `scratch` needs. */
  warpStraight(
    source: number,
    stride: number,
    channels: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    matrix: number,
    longestBlock: number,
    scratch: number,
  ): void;
  warpEdge(
    source: number,
    stride: number,
    width: number,
    height: number,
    channels: number,
    depth: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    matrix: number,
    longestBlock: number,
    border: number,
  ): void;
  warpNearest(
    source: number,
    stride: number,
    bytesPerPixel: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    rows: number,
    matrix: number,
  ): void;
}
