/** Kernels that take samples from elsewhere, kernels/channels.ts and kernels/scatter.ts. */
export interface PlaceKernels {
  takeChannel(at: number, plane: number, count: number, depth: number): void;
  putChannel(plane: number, at: number, count: number, depth: number): void;
  scatterRow(
    source: number,
    target: number,
    width: number,
    y: number,
    bytesPerPixel: number,
    most: number,
    returns: boolean,
    number: number,
    seed0: number,
    seed1: number,
    words: number,
  ): void;
  exchangeRow(
    image: number,
    width: number,
    y: number,
    bytesPerPixel: number,
    most: number,
    number: number,
    seed0: number,
    seed1: number,
    words: number,
  ): void;
}
