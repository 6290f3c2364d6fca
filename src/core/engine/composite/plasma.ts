import type { PlasmaPaint, Seed } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Frame } from '../../geometry/types.js';
import type { Block, Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';

/** Numbers in single precision, row by row. */
interface Field extends Frame {
  readonly block: Block;
}

/** A number stretched to 0–1: number · factor + offset. */
interface Stretch {
  readonly factor: number;
  readonly offset: number;
}

/** Rows of steps are numbered apart: no image has so many rows. */
const ROWS_A_STEP = 2 ** 26;
/** Words of 16 bits stand for numbers from −1 to 1. */
const HALF = 2 ** 15;

/**
 * The diamond-square method (Fournier, Fussell and Carpenter, 1982), with the steps of Albumentations 2.0.8. A field of at least
 * 3 × 3 uniform numbers is made finer, step by step, and after each step stretched to 0–1. Step i keeps the points, adds noise
 * of roughness^i, and puts new points between them: in the middle of four, then in the middle of those around. A new point is the
 * mean of its neighbours plus noise, or 0 if the mean is negative.
 *
 * Number x of row y is (w + ½) / 2¹⁵ − 1 times the strength of its step, with the word x, of 16 bits, of the row
 * step · 2²⁶ + y of `uniformRow`. The first field is step 0; those that keep and add points are 1, 2, ….
 */
export function paintPlasma(
  kernels: Kernels,
  surface: Surface,
  { roughness, seed }: Omit<PlasmaPaint, 'form'>,
): void {
  const [first, ...finer] = sizesOf(surface) as [Frame, ...Frame[]];
  let field = drawField(kernels, first, 0, 1, seed);
  let stretch: Stretch = { factor: 1, offset: 0 };
  let strength = 1;
  for (const [index, size] of finer.entries()) {
    const coarse = field;
    field = drawField(kernels, size, index + 1, strength, seed);
    const { factor, offset } = stretch;
    const [from, to] = [coarse, field].map(({ block }) => block.pointer);
    kernels.call.refinePlasma(from!, coarse.width, to!, size.width, size.height, factor, offset);
    kernels.release(coarse.block);
    stretch = stretchOf(kernels, field, size);
    strength *= roughness;
  }
  paintField(kernels, field, surface);
  kernels.release(field.block);
}

/** From the first field to the finest, whose upper left part is shown. Each has all that the next needs. */
function sizesOf({ width, height }: Frame): Frame[] {
  const sizes: Frame[] = [];
  let steps = Math.max(0, 31 - Math.clz32(Math.max(0, Math.max(width, height) - 2)));
  let [columns, rows] = [width, height];
  for (; steps > 0; steps--) {
    const [halfX, halfY] = [columns >> 1, rows >> 1];
    sizes.unshift({ width: 2 * halfX + 1, height: 2 * halfY + 1 });
    [columns, rows] = [halfX + 1, halfY + 1];
  }
  return [{ width: columns, height: rows }, ...sizes];
}

/** A field of noise. */
function drawField(
  kernels: Kernels,
  { width, height }: Frame,
  step: number,
  strength: number,
  seed: Seed,
): Field {
  const block = kernels.allocate(4 * width * height);
  withScratch(kernels, 2 * width, (words) => {
    for (let y = 0; y < height; y++) {
      kernels.call.uniformRow(words, 2 * width, step * ROWS_A_STEP + y, seed[0], seed[1], 0);
      kernels.call.centredNumbers(block.pointer + 4 * width * y, width, words, strength / HALF);
    }
  });
  return { width, height, block };
}

/** @param part the upper left part of the field that is to reach from 0 to 1 */
function stretchOf(kernels: Kernels, { block, width }: Field, part: Frame): Stretch {
  return withNumbers(kernels, new Float32Array(2), (at) => {
    kernels.call.extremesOf(block.pointer, part.width, part.height, width, at);
    const [least, most] = new Float32Array(kernels.view(at, 8).slice().buffer) as unknown as [number, number];
    const range = most - least || 1;
    return { factor: 1 / range, offset: -least / range };
  });
}

function paintField(kernels: Kernels, field: Field, surface: Surface): void {
  const { width, height, depth, pixels } = surface;
  const white = 255 * unitsPerLevel(depth);
  const { factor, offset } = stretchOf(kernels, field, surface);
  const from = field.block.pointer;
  const [scale, start] = [white * factor, white * offset + 0.5];
  kernels.call.paintNumbers(from, pixels.pointer, width, height, field.width, depth, scale, start);
}
