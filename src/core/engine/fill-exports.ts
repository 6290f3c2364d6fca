/** Kernels of filled rectangles, kernels/fill.ts. Strides are in bytes. */
export interface FillKernels {
  fillRectangle(
    target: number,
    stride: number,
    width: number,
    height: number,
    pixel: number,
    bytesPerPixel: number,
  ): void;
  fillUniform(
    target: number,
    stride: number,
    bytes: number,
    height: number,
    row: number,
    seed0: number,
    seed1: number,
    scratch: number,
  ): void;
}
