import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../geometry/matrix.js';
import type { Matrix3 } from '../geometry/types.js';
import { INTERPOLATIONS, type Border, type Interpolation } from '../plan/operations.js';
import { spanTable } from './spans.js';
import type { SpanStage } from './spans.js';
import { composedMatrix } from './vectors.js';

const IDENTITY: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const shift = (x: number, y = 0): Matrix3 => [1, 0, x, 0, 1, y, 0, 0, 1];
const frame = (width: number, height = 10) => ({ width, height });
const stage = (border: Border, width: number, matrix: Matrix3 = IDENTITY, height = 10): SpanStage => ({
  matrix,
  border,
  frame: frame(width, height),
});

interface Options {
  readonly y?: number;
  /** Of the output. */
  readonly width?: number;
  readonly interpolation?: Interpolation;
}

/** A row of the table: fill, exact, edge, interior, edge, exact, fill. */
function rowOf(
  stages: readonly SpanStage[],
  { y = 5, width = 20, interpolation = 'linear' }: Options = {},
): number[] {
  return [...spanTable(stages, interpolation, frame(width)).subarray(y * 6, y * 6 + 6)];
}

const folding = (border: Border, width: number, options?: Options) => rowOf([stage(border, width)], options);

describe('spanTable, of one stage', () => {
  it('has a row for each row of the output', () => {
    expect(spanTable([stage('reflect', 10)], 'linear', frame(20, 7))).toHaveLength(7 * 6);
  });

  it('folds as far as one reflection goes, and no position that lies on an edge is interior', () => {
    expect(folding('reflect', 10)).toEqual([0, 0, 1, 9, 18, 20]);
    expect(folding('reflect_101', 10)).toEqual([0, 0, 1, 9, 18, 20]);
    expect(rowOf([stage('reflect', 10, shift(-12))], { width: 40 })).toEqual([0, 4, 13, 21, 30, 40]);
    expect(rowOf([stage('reflect', 30, shift(0, 6))], { y: 9 })).toEqual([0, 0, 20, 20, 20, 20]);
    expect(rowOf([stage('reflect', 30, shift(0, 9))], { y: 9 })).toEqual([0, 20, 20, 20, 20, 20]);
    expect(rowOf([stage('reflect', 30, shift(0, 9.5))], { y: 9 })).toEqual([0, 20, 20, 20, 20, 20]);
    expect(rowOf([stage('reflect', 30, shift(0, -9.5))], { y: 0 })).toEqual([0, 20, 20, 20, 20, 20]);
  });

  it('repeats the edge as far as fixed point reaches', () => {
    expect(folding('replicate', 10, { width: 9000 })).toEqual([0, 0, 1, 9, 8202, 9000]);
  });

  it.each([
    ['wrap', 'linear', [0, 1, 1, 9, 9, 20]],
    ['constant', 'linear', [0, 1, 1, 9, 9, 11]],
    ['constant', 'nearest', [0, 0, 0, 10, 10, 10]],
    ['constant', 'cubic', [0, 2, 2, 8, 8, 12]],
    ['reflect', 'nearest', [0, 0, 0, 10, 10, 20]],
    ['reflect', 'cubic', [0, 2, 2, 8, 8, 20]],
  ] as const)('does not fold %s with %s', (border, interpolation, row) => {
    expect(folding(border, 10, { interpolation })).toEqual(row);
  });

  it('does not fold a source of one row or column, or of more than 16,383', () => {
    const tall = (height: number) => rowOf([stage('replicate', 30, IDENTITY, height)], { y: 0 });
    expect(folding('replicate', 1)).toEqual([0, 20, 20, 20, 20, 20]);
    expect(folding('replicate', 2)).toEqual([0, 0, 20, 20, 20, 20]);
    expect(tall(1)).toEqual([0, 20, 20, 20, 20, 20]);
    expect(tall(2)).toEqual([0, 0, 20, 20, 20, 20]);
    expect(tall(16_383)).toEqual([0, 0, 20, 20, 20, 20]);
    expect(tall(16_384)).toEqual([0, 20, 20, 20, 20, 20]);
    expect(folding('replicate', 16_383, { width: 8 })).toEqual([0, 0, 1, 8, 8, 8]);
    expect(folding('replicate', 16_384, { width: 8 })).toEqual([0, 1, 1, 8, 8, 8]);
  });

  it('leaves fewer than four pixels to the slower kernel', () => {
    expect(folding('reflect', 5)).toEqual([0, 0, 8, 8, 8, 20]);
    expect(folding('reflect', 6)).toEqual([0, 0, 1, 5, 10, 20]);
    expect(folding('wrap', 5)).toEqual([0, 20, 20, 20, 20, 20]);
    expect(folding('wrap', 6)).toEqual([0, 1, 1, 5, 5, 20]);
    expect(folding('reflect', 2, { width: 3 })).toEqual([0, 2, 2, 2, 2, 3]);
    expect(rowOf([stage('reflect', 2, shift(-10))])).toEqual([0, 12, 12, 12, 12, 20]);
    expect(rowOf([stage('reflect', 4, [2, 0, -20, 0, 1, 0, 0, 0, 1])])).toEqual([0, 9, 13, 13, 13, 20]);
  });

  it('makes every pixel exactly where no block can be computed', () => {
    expect(rowOf([stage('constant', 10, [64, 0, 0, 0, 1, 0, 0, 0, 1])])).toEqual([0, 1, 1, 1, 1, 1]);
  });
});

describe('spanTable, of several stages', () => {
  it('folds at the source only where no frame before it ends', () => {
    const window = stage('reflect', 12, shift(-4));
    const source = stage('reflect', 10);
    expect(rowOf([window, source], { width: 24 })).toEqual([0, 5, 5, 13, 15, 24]);
  });

  it('does not know a matrix from its multiples', () => {
    const row = rowOf([stage('constant', 12, shift(-4))], { width: 24 });
    const doubled: Matrix3 = [2, 0, -8, 0, 2, 0, 0, 0, 2];
    expect(rowOf([stage('constant', 12, doubled)], { width: 24 })).toEqual(row);
  });

  it('begins where perspective brings the first tap into the frame', () => {
    const tilted: Matrix3 = [1, 0, -4, 0, 1, 0, 0.05, 0, 1];
    expect(rowOf([stage('constant', 12, tilted)], { width: 24 })).toEqual([3, 24, 24, 24, 24, 24]);
  });

  it('fills beyond the outermost frame alone', () => {
    const window = stage('constant', 12, shift(-4));
    expect(rowOf([window, stage('reflect', 10)], { width: 24 })).toEqual([3, 5, 5, 13, 15, 17]);
    expect(rowOf([stage('reflect', 12, shift(-4)), stage('constant', 10)], { width: 24 })).toEqual([
      0, 5, 5, 13, 13, 24,
    ]);
  });
});

describe('spanTable, of any matrices', () => {
  const size = fc.integer({ min: 2, max: 24 });
  const number = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
  const perspective = fc.oneof(number(0.002), number(0.03));
  const matrix = fc
    .record({
      a: number(2),
      b: number(2),
      c: number(20),
      d: number(2),
      e: number(2),
      f: number(20),
      g: perspective,
      h: perspective,
    })
    .map(({ a, b, c, d, e, f, g, h }): Matrix3 => [a, b, c, d, e, f, g, h, 1]);
  const border = fc.constantFrom<Border>('constant', 'replicate', 'reflect', 'reflect_101', 'wrap');
  const stages = fc.array(
    fc.record({ matrix, border, width: size, height: size }).map((one): SpanStage => ({
      matrix: one.matrix,
      border: one.border,
      frame: frame(one.width, one.height),
    })),
    { minLength: 1, maxLength: 2 },
  );
  const output = frame(16, 12);
  /** How far the taps of a position reach. */
  const TAPS: Readonly<Record<Interpolation, number>> = { nearest: 0.5, linear: 1, cubic: 2, lanczos: 4 };

  it('has parts in order, fills only what no tap reaches, and lets no border act inside', () => {
    fc.assert(
      fc.property(stages, fc.constantFrom(...INTERPOLATIONS), (list, interpolation) => {
        const table = spanTable(list, interpolation, output);
        const outermost = list[0]!;
        const source = list.at(-1)!;
        for (let y = 0; y < output.height; y++) {
          const row = [...table.subarray(y * 6, y * 6 + 6)];
          expect([...row].sort((one, other) => one - other)).toEqual(row);
          const [fill, , interior, interiorEnd, , fillEnd] = row as [
            number,
            number,
            number,
            number,
            number,
            number,
          ];
          for (let x = 0; x < output.width; x++) {
            const [u, v] = apply(outermost.matrix, [x, y]);
            const reach = TAPS[interpolation];
            const isReached =
              u > -reach &&
              u < outermost.frame.width - 1 + reach &&
              v > -reach &&
              v < outermost.frame.height - 1 + reach;
            if (x < fill || x >= fillEnd) expect(isReached && outermost.border === 'constant').toBe(false);
            if (x >= fillEnd || x < fill) expect(outermost.border).toBe('constant');
            if (x < interior || x >= interiorEnd) continue;
            const inset = { nearest: -0.5, linear: 0, cubic: 1, lanczos: 3 }[interpolation];
            const [s, t] = apply(composedMatrix(list), [x, y]);
            expect(s).toBeGreaterThanOrEqual(inset);
            expect(s).toBeLessThanOrEqual(source.frame.width - 1 - inset);
            expect(t).toBeGreaterThanOrEqual(inset);
            expect(t).toBeLessThanOrEqual(source.frame.height - 1 - inset);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
