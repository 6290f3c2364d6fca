import type { GaussianNoiseOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { unitsPerLevel } from '../../plan/depth.js';
import { withNumbers, withScratch } from '../scratch.js';
import { linearTaps, smallFrame } from './noise-scale.js';

/** Bytes of a number, and of what it takes to draw one. */
const NUMBER = 4;
const DRAW = 8;

/** Adds noise to samples of 16 bits: that of 8 bits, with finer draws and without rounding before the sum. */
export function addNoise16(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: GaussianNoiseOperation,
): void {
  const { width, height, channels } = source;
  const drawn = operation.perChannel ? channels : 1;
  const small = smallFrame(source, operation);
  const isEnlarged = operation.scale < 1;
  const count = small.width * drawn;
  const add = (y: number, noise: number): void => {
    const row = 2 * width * channels * y;
    const [from, to] = [source.pixels.pointer + row, target.pixels.pointer + row];
    kernels.call.addNoise16(from, to, noise, width, channels, drawn);
  };
  withScratch(kernels, DRAW * (count + 8), (scratch) => {
    const rows = isEnlarged ? small.height : 1;
    withScratch(kernels, NUMBER * count * rows, (numbers) => {
      const draw = (y: number, at: number): void => {
        drawRow(kernels, at, count, y, operation, scratch);
      };
      if (isEnlarged) {
        for (let y = 0; y < rows; y++) draw(y, numbers + NUMBER * count * y);
        enlarge(kernels, source, small, drawn, numbers, add);
        return;
      }
      for (let y = 0; y < height; y++) {
        draw(y, numbers);
        add(y, numbers);
      }
    });
  });
}

function drawRow(
  kernels: Kernels,
  at: number,
  count: number,
  y: number,
  { mean, std, seed }: GaussianNoiseOperation,
  scratch: number,
): void {
  const units = unitsPerLevel(16);
  kernels.call.gaussianRow16(at, count, y, seed[0], seed[1], units * mean, units * std, scratch);
}

/** Gives `add` each row of the enlarged noise. */
function enlarge(
  kernels: Kernels,
  { width, height }: Surface,
  small: Pick<Surface, 'width' | 'height'>,
  drawn: number,
  numbers: number,
  add: (y: number, noise: number) => void,
): void {
  const rows = linearTaps(small.height, height);
  withNumbers(kernels, linearTaps(small.width, width), (columns) => {
    withScratch(kernels, NUMBER * width * drawn, (row) => {
      for (let y = 0; y < height; y++) {
        const [above, below] = [rows[3 * y]!, rows[3 * y + 1]!].map(
          (at) => numbers + NUMBER * small.width * drawn * at,
        );
        kernels.call.enlargeNoise16(above!, below!, rows[3 * y + 2]!, row, width, drawn, columns);
        add(y, row);
      }
    });
  });
}
