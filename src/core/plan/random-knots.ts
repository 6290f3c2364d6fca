import { exp } from '../math.js';
import type { Seed } from './operations.js';
import { philox4x32, type Words4 } from './philox.js';

/**
 * Coefficients of two random bicubic splines, whose knots are one unit apart: white noise smoothed by a Gaussian of
 * √⅔ units. The spline smooths by √⅓ more, so that the field is noise smoothed by a Gaussian of one unit.
 *
 * The Philox words of the counter (row, 0, 0, 0) are the state of the generator xoshiro128++ of a row. Each knot takes
 * four of its words: two for `dx`, then two for `dy`. A draw is a sum of four uniform numbers of 16 bits.
 * @param std of the splines' values
 */
export function randomKnots(
  columns: number,
  rows: number,
  std: number,
  seed: Seed,
): { readonly dx: Float32Array; readonly dy: Float32Array } {
  const [width, height] = [columns + 2 * RADIUS, rows + 2 * RADIUS];
  const [noiseX, noiseY] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (let row = 0; row < height; row++) {
    const next = xoshiro128(philox4x32([row, 0, 0, 0], seed));
    for (let at = row * width; at < (row + 1) * width; at++) {
      noiseX[at] = centredSum(next(), next());
      noiseY[at] = centredSum(next(), next());
    }
  }
  const factor = std / (DRAW_STD * SPLINE_GAIN);
  return { dx: smoothed(noiseX, width, height, factor), dy: smoothed(noiseY, width, height, factor) };
}

/** By D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021. */
function xoshiro128([first, second, third, fourth]: Words4): () => number {
  let [a, b, c, d] = [first | 0, second | 0, third | 0, fourth | 0];
  return () => {
    const sum = (a + d) | 0;
    const word = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return word;
  };
}

/** Of four uniform numbers in [−½, ½): √(4/12). */
const DRAW_STD = Math.sqrt(1 / 3);

function centredSum(a: number, b: number): number {
  const sum = (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
  return (sum - 131070) / 65536;
}

const RADIUS = 4;
const TAPS = gaussianTaps();

/** A Gaussian of √⅔: e^(−¾ i²), with the sum 1. */
function gaussianTaps(): readonly number[] {
  const taps = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => exp(-0.75 * (i - RADIUS) * (i - RADIUS)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** ∫ β(x) β(x − m) dx of the cubic B-spline β, for m = 0 to 3. */
const SPLINE_OVERLAPS = [2416 / 5040, 1191 / 5040, 120 / 5040, 1 / 5040] as const;

/** The standard deviation of the splines' values for noise of standard deviation 1: along one axis ∫ (Σ tapᵢ β(x − i))² dx. */
const SPLINE_GAIN = splineGain();

function splineGain(): number {
  let sum = 0;
  TAPS.forEach((a, i) => {
    TAPS.forEach((b, j) => {
      sum += a * b * (SPLINE_OVERLAPS[Math.abs(i - j)] ?? 0);
    });
  });
  return sum;
}

/** Without the margin of RADIUS on each side, times a factor. */
function smoothed(noise: Float32Array, width: number, height: number, factor: number): Float32Array {
  const [columns, rows] = [width - 2 * RADIUS, height - 2 * RADIUS];
  const result = new Float32Array(columns * rows);
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let tap = 0; tap < TAPS.length; tap++) {
      const weight = TAPS[tap]! * factor;
      const from = (row + tap) * width;
      for (let i = 0; i < width; i++) sums[i]! += weight * noise[from + i]!;
    }
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let tap = 0; tap < TAPS.length; tap++) sum += TAPS[tap]! * sums[column + tap]!;
      result[row * columns + column] = sum;
    }
  }
  return result;
}
