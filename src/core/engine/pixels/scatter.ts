import type { ScatterOperation } from '../../plan/operations.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { withScratch } from '../scratch.js';

/** @param target another Surface than `source` */
export function scatter(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: ScatterOperation,
): void {
  copyPixels(source, target);
  withScratch(kernels, 4 * source.width, (words) => {
    if (operation.order === 'together') exchangeTogether(kernels, target, operation, words);
    else exchangeOneByOne(kernels, target, operation, words);
  });
}

/** Each turn reads what the turn before it wrote. */
function exchangeTogether(
  kernels: Kernels,
  surface: Surface,
  { most, turns, seed }: ScatterOperation,
  words: number,
): void {
  const { width, height } = surface;
  const bytes = bytesOf(surface);
  const size = width * height * bytes;
  const at = surface.pixels.pointer;
  withScratch(kernels, size, (before) => {
    for (let turn = 0; turn < turns; turn++) {
      kernels.view(before, size).set(kernels.view(at, size));
      for (const returns of [false, true]) {
        for (let y = height - most - 1; y >= most; y--) {
          const row = turn * height + y;
          kernels.call.scatterRow(before, at, width, y, bytes, most, returns, row, ...seed, words);
        }
      }
    }
  });
}

function exchangeOneByOne(
  kernels: Kernels,
  surface: Surface,
  { most, turns, seed }: ScatterOperation,
  words: number,
): void {
  const { width, height } = surface;
  for (let turn = 0; turn < turns; turn++) {
    for (let y = height - most - 1; y >= most; y--) {
      const row = turn * height + y;
      const at = surface.pixels.pointer;
      kernels.call.exchangeRow(at, width, y, bytesOf(surface), most, row, ...seed, words);
    }
  }
}

/** Of a pixel. */
function bytesOf({ channels, depth }: Surface): number {
  return (channels * depth) / 8;
}
