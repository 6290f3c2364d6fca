/** What kernels/index.ts exports. Pointers are byte offsets into `memory`; sizes are in pixels unless said otherwise. */
export interface KernelExports extends GeometryKernels, PixelKernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
}

export interface GeometryKernels {
  flipRows(source: number, target: number, stride: number, height: number): void;
}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface PixelKernels {}
