import { exp } from '../math.js';
import type { Seed } from './operations.js';
import { philox4x32, type Words4 } from './philox.js';

/**
 * Coefficients of two random bicubic splines, whose knots are one unit apart: white noise smoothed by a Gaussian of
 * √⅔ units. The spline smooths by √⅓ more, so that the field is noise smoothed by a Gaussian of one unit.
 *
 * The Philox words of the counter (row, 0, 0, 0) are the state of the generator xoshiro128++ of a row. Each knot takes
 * four of its words: two for `dx`, then two for `dy`. A draw is a sum of four uniform numbers of 16 bits.
 * @param stds of the values of `dx` and of `dy`
 * @param same whether `dy` is made of the draws of `dx`
 */
export function randomKnots(
  columns: number,
  rows: number,
  stds: readonly [x: number, y: number],
  same: boolean,
  seed: Seed,
): { readonly dx: Float32Array; readonly dy: Float32Array } {
  const [width, height] = [columns + 2 * RADIUS, rows + 2 * RADIUS];
  const [noiseX, noiseY] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (let row = 0; row < height; row++) {
    drawRow(noiseX, noiseY, row * width, (row + 1) * width, philox4x32([row, 0, 0, 0], seed));
  }
  const made = (noise: Float32Array, std: number) =>
    smoothed(noise, width, height, std / (DRAW_STD * SPLINE_GAIN));
  return { dx: made(noiseX, stds[0]), dy: made(same ? noiseX : noiseY, stds[1]) };
}

/**
 * The generator is that of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021. It is written
 * out here: calls that keep its state take several times as long.
 */
function drawRow(
  noiseX: Float32Array,
  noiseY: Float32Array,
  begin: number,
  end: number,
  [first, second, third, fourth]: Words4,
): void {
  let [a, b, c, d] = [first | 0, second | 0, third | 0, fourth | 0];
  for (let at = 2 * begin; at < 2 * end; at++) {
    let sum = -131070;
    for (let half = 0; half < 2; half++) {
      const turned = (a + d) | 0;
      const word = (((turned << 7) | (turned >>> 25)) + a) | 0;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      sum += (word >>> 16) + (word & 0xffff);
    }
    // Of four uniform numbers in [−½, ½).
    if (at & 1) noiseY[at >> 1] = sum / 65536;
    else noiseX[at >> 1] = sum / 65536;
  }
}

/** Of a draw: √(4/12). */
const DRAW_STD = Math.sqrt(1 / 3);

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

/** Without the margin of RADIUS on each side, times a factor. One expression for all taps takes a third of a loop's time. */
function smoothed(noise: Float32Array, width: number, height: number, factor: number): Float32Array {
  const [columns, rows] = [width - 2 * RADIUS, height - 2 * RADIUS];
  const result = new Float32Array(columns * rows);
  const sums = new Float64Array(width);
  const [t0, t1, t2, t3, t4] = TAPS as readonly [number, number, number, number, number];
  const [w0, w1, w2, w3, w4] = [t0 * factor, t1 * factor, t2 * factor, t3 * factor, t4 * factor];
  for (let row = 0, to = 0; row < rows; row++) {
    const lines = Array.from(TAPS, (_, tap) => noise.subarray((row + tap) * width, (row + tap + 1) * width));
    const [n0, n1, n2, n3, n4, n5, n6, n7, n8] = lines as [Float32Array, ...Float32Array[]];
    for (let i = 0; i < width; i++) {
      sums[i] = w0 * n0[i]! + w1 * n1![i]! + w2 * n2![i]! + w3 * n3![i]! + w4 * n4![i]! + w3 * n5![i]! + w2 * n6![i]! + w1 * n7![i]! + w0 * n8![i]!; // prettier-ignore
    }
    for (let i = 0; i < columns; i++, to++) {
      result[to] = t0 * sums[i]! + t1 * sums[i + 1]! + t2 * sums[i + 2]! + t3 * sums[i + 3]! + t4 * sums[i + 4]! + t3 * sums[i + 5]! + t2 * sums[i + 6]! + t1 * sums[i + 7]! + t0 * sums[i + 8]!; // prettier-ignore
    }
  }
  return result;
}
