/** Kernels of kernels/spectrum.ts. A panel is rows of eight singles; strides are in bytes. */
export interface SpectrumKernels {
  foldPanel(source: number, stride: number, rows: number, bytes: number, even: number, odd: number): void;
  multiplyPanel(
    weights: number,
    rows: number,
    count: number,
    panel: number,
    target: number,
    stride: number,
  ): void;
  unfoldPanel(even: number, odd: number, rows: number, target: number, stride: number): void;
  addPanel(
    even: number,
    odd: number,
    rows: number,
    source: number,
    target: number,
    stride: number,
    columns: number,
    bytes: number,
  ): void;
}
