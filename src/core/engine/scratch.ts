import type { Kernels } from './memory.js';

type Numbers = Int16Array | Int32Array | Float32Array | Float64Array | Uint8Array;

/** Lends a block of the kernels' memory for as long as `use` runs. */
export function withScratch<T>(kernels: Kernels, bytes: number, use: (pointer: number) => T): T {
  const block = kernels.allocate(bytes);
  try {
    return use(block.pointer);
  } finally {
    kernels.release(block);
  }
}

/** Lends a block that holds the numbers' bytes. */
export function withNumbers<T>(kernels: Kernels, numbers: Numbers, use: (pointer: number) => T): T {
  return withScratch(kernels, numbers.byteLength, (pointer) => {
    kernels
      .view(pointer, numbers.byteLength)
      .set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return use(pointer);
  });
}
