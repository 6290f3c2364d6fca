import type { Kernels } from './memory.js';

type Numbers = Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array | Uint16Array;

/** Gives `use` a block of the kernels' memory, and releases it afterwards. */
export function withScratch<T>(kernels: Kernels, bytes: number, use: (pointer: number) => T): T {
  const block = kernels.allocate(bytes);
  try {
    return use(block.pointer);
  } finally {
    kernels.release(block);
  }
}

/** The same for a block of zeros. */
export function withZeros<T>(kernels: Kernels, bytes: number, use: (pointer: number) => T): T {
  return withScratch(kernels, bytes, (pointer) => {
    kernels.view(pointer, bytes).fill(0);
    return use(pointer);
  });
}

/** The same for a block that contains the bytes of `numbers`. */
export function withNumbers<T>(kernels: Kernels, numbers: Numbers, use: (pointer: number) => T): T {
  return withScratch(kernels, numbers.byteLength, (pointer) => {
    kernels
      .view(pointer, numbers.byteLength)
      .set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return use(pointer);
  });
}
