import { unitsPerLevel } from '../../plan/depth.js';
import type { DrawnNoiseOperation } from '../../plan/operations.js';
import { QUANTILES, betaQuantiles, laplaceQuantiles } from '../../quantiles.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { fractionBits, withNoiseRow } from './noise-arithmetic.js';
import { applyNoiseRows, type DrawRow } from './noise-rows.js';

/** Bytes of a draw. */
const WORD = 2;
const MOST_BITS = 14;

/**
 * Adds or multiplies numbers that are looked up in a table of quantiles by 12 random bits; for 8 bits, uniform numbers have 16
 * and need no table. Words of row y are bytes of `uniformRow` (kernels/noise.ts), two a number.
 */
export function applyDrawnNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: DrawnNoiseOperation,
): void {
  const { effect, perChannel, scale, seed } = operation;
  withScratch(kernels, WORD * source.width * source.channels, (words) => {
    withLookUp(kernels, source, operation, (bits, lookUp) => {
      const draw: DrawRow = (at, count, y) => {
        kernels.call.uniformRow(words, WORD * count, y, seed[0], seed[1], 0);
        lookUp(at, count, words);
      };
      withNoiseRow(kernels, source, effect, bits, (apply) => {
        applyNoiseRows({ kernels, source, target, perChannel, scale }, draw, apply);
      });
    });
  });
}

type LookUp = (at: number, count: number, words: number) => void;

/** Gives `use` a function that makes numbers of random words, and how many of their bits are below the point. */
function withLookUp(
  kernels: Kernels,
  { depth }: Surface,
  operation: DrawnNoiseOperation,
  use: (bits: number, lookUp: LookUp) => void,
): void {
  const { call } = kernels;
  const unit = operation.effect === 'add' ? unitsPerLevel(depth) : 1;
  const bitsFor = (least: number, most: number): number =>
    fractionBits(Math.max(Math.abs(least), Math.abs(most)), MOST_BITS);
  if (depth === 8 && operation.distribution === 'uniform') {
    const { low, high } = operation;
    const bits = bitsFor(
      uniformQuantile(operation, 0) * unit,
      uniformQuantile(operation, QUANTILES - 1) * unit,
    );
    const fixed = (number: number): number => Math.round(number * 2 ** bits);
    use(bits, (at, count, words) => {
      call.linearNumbers(at, count, words, fixed((high - low) / 2), fixed((high + low) / 2));
    });
    return;
  }
  const numbers = quantilesOf(operation).map((number) => number * unit);
  if (depth === 16) {
    withNumbers(kernels, Float32Array.from(numbers), (table) => {
      use(0, (at, count, words) => {
        call.quantileNumbers16(at, count, words, table);
      });
    });
    return;
  }
  const bits = bitsFor(numbers[0]!, numbers.at(-1)!);
  const fixed = numbers.map((number) => Math.round(number * 2 ** bits));
  withNumbers(kernels, Int16Array.from(fixed), (table) => {
    use(bits, (at, count, words) => {
      call.quantileNumbers(at, count, words, table);
    });
  });
}

type Uniform = Extract<DrawnNoiseOperation, { distribution: 'uniform' }>;

function uniformQuantile({ low, high }: Pick<Uniform, 'low' | 'high'>, index: number): number {
  return low + ((index + 0.5) / QUANTILES) * (high - low);
}

/** Ascending. For `add` in levels. */
function quantilesOf(operation: DrawnNoiseOperation): Float64Array {
  switch (operation.distribution) {
    case 'uniform':
      return Float64Array.from({ length: QUANTILES }, (_, index) => uniformQuantile(operation, index));
    case 'laplace':
      return laplaceQuantiles().map((number) => operation.mean + number * operation.spread);
    case 'beta':
      return betaQuantiles(operation.alpha, operation.beta).map(
        (number) => (2 * number - 1) * operation.spread,
      );
  }
}
