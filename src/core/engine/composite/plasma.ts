import type { PlasmaPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Frame } from '../../geometry/types.js';
import type { Kernels, Surface } from '../memory.js';
import { withScratch } from '../scratch.js';

/** A field of numbers, row by row. */
interface Field extends Frame {
  readonly values: Float32Array;
}

/** Uniform numbers from −1 to 1 for a row of a step. The contents change with the next call. */
type Draw = (step: number, row: number, count: number) => Uint16Array;

/** Rows of steps are numbered apart: no image has so many rows. */
const ROWS_A_STEP = 2 ** 26;
/** What a random word of 16 bits stands for: (word + ½) / 2¹⁵ − 1. */
const HALF = 2 ** 15;

/**
 * The diamond-square method (Fournier, Fussell and Carpenter, 1982), with the steps of Albumentations 2.0.8. A field of at least
 * 3 × 3 uniform numbers is made finer, step by step, and after each step stretched to 0–1. Step i keeps the points, adds noise
 * of roughness^i, and puts new points between them: in the middle of four, then in the middle of those around. A new point is the
 * mean of its neighbours plus noise, or 0 if the mean is negative.
 *
 * Number x of row y of step i is word x, of 16 bits, of the row i · 2²⁶ + y of `uniformRow`; those of the first field are of step 0,
 * and those of the points that are kept or added in the following steps of 1, 2, ….
 */
export function paintPlasma(kernels: Kernels, surface: Surface, { roughness, seed }: PlasmaPaint): void {
  const { width, height } = surface;
  const sizes = sizesOf(surface);
  const widest = sizes.at(-1)!.width;
  const field = withScratch(kernels, 2 * widest, (words) => {
    const draw: Draw = (step, row, count) => {
      kernels.call.uniformRow(words, 2 * count, (step * ROWS_A_STEP + row) >>> 0, seed[0], seed[1], 0);
      return kernels.samples(16, words, count);
    };
    let made = firstField(sizes[0]!, draw);
    let strength = 1;
    for (const [index, size] of sizes.slice(1).entries()) {
      made = finer(made, size, strength, index + 1, draw);
      strength *= roughness;
      if (index + 2 < sizes.length) stretch(made, size);
    }
    return made;
  });
  const { least, range } = extremes(field, { width, height });
  const white = 255 * unitsPerLevel(surface.depth);
  const { data } = surface;
  for (let y = 0, i = 0; y < height; y++) {
    const row = y * field.width;
    for (let x = 0; x < width; x++, i++) {
      data[i] = ((field.values[row + x]! - least) / range) * white + 0.5;
    }
  }
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
  sizes.unshift({ width: columns, height: rows });
  return sizes;
}

function firstField({ width, height }: Frame, draw: Draw): Field {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const words = draw(0, y, width);
    for (let x = 0; x < width; x++) values[y * width + x] = (words[x]! + 0.5) / HALF - 1;
  }
  return { width, height, values };
}

function finer(coarse: Field, { width, height }: Frame, strength: number, step: number, draw: Draw): Field {
  const values = new Float32Array(width * height);
  const unit = strength / HALF;
  for (let y = 0; y < height; y++) {
    const words = draw(step, y, width);
    const row = y * width;
    for (let x = 0; x < width; x++) values[row + x] = (words[x]! + 0.5) * unit - strength;
  }
  for (let y = 0; y < height; y += 2) {
    const from = (y >> 1) * coarse.width;
    for (let x = 0, i = y * width; x < width; x += 2, i += 2) values[i]! += coarse.values[from + (x >> 1)]!;
  }
  for (let y = 1; y < height; y += 2) {
    for (let x = 1, i = y * width + 1; x < width; x += 2, i += 2) {
      const [above, below] = [i - width, i + width];
      const mean = (values[above - 1]! + values[above + 1]! + values[below - 1]! + values[below + 1]!) / 4;
      values[i] = mean > 0 ? mean + values[i]! : 0;
    }
  }
  fillBetween(values, width, height);
  return { width, height, values };
}

/** Points with two neighbours along their row and two along their column; at the edge of the field one is missing. */
function fillBetween(values: Float32Array, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    for (let x = 1 - (y & 1), i = y * width + x; x < width; x += 2, i += 2) {
      let sum = 0;
      let count = 0;
      if (x > 0) {
        sum += values[i - 1]!;
        count++;
      }
      if (x + 1 < width) {
        sum += values[i + 1]!;
        count++;
      }
      if (y > 0) {
        sum += values[i - width]!;
        count++;
      }
      if (y + 1 < height) {
        sum += values[i + width]!;
        count++;
      }
      const mean = sum / count;
      values[i] = mean > 0 ? mean + values[i]! : 0;
    }
  }
}

/** Takes the least of the numbers to 0 and the greatest to 1. */
function stretch(field: Field, size: Frame): void {
  const { least, range } = extremes(field, size);
  const { values } = field;
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - least) / range;
}

/** Of the upper left part. A field of one number has the range 1. */
function extremes({ values, width }: Field, part: Frame): { least: number; range: number } {
  let least = Infinity;
  let most = -Infinity;
  for (let y = 0; y < part.height; y++) {
    for (let i = y * width; i < y * width + part.width; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, range: most - least || 1 };
}
