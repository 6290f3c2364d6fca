import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixOperation } from '../../plan/operations.js';
import { allColours, clip, difference, facts, raster, reference, sha256 } from './testing/opencv.js';
import { smallRasters } from './testing/rasters.js';
import { runGuarded } from './testing/run-guarded.js';

describe('matrix', () => {
  const weight = fc.float({ min: -2, max: 2, noNaN: true });
  const twelve = (one: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
    fc.array(one, { minLength: 12, maxLength: 12 });

  it.each<[string, Pick<MatrixOperation, 'rounding'>, fc.Arbitrary<number[]>]>([
    ['that are truncated', { rounding: 'truncate' }, twelve(weight)],
    [
      'of large weights',
      { rounding: 'round' },
      twelve(weight).map(([first, ...others]) => [first! < 0 ? -5 : 5, ...others]),
    ],
  ])('agrees with single-precision sums %s', (_, { rounding }, rows) => {
    fc.assert(
      fc.property(smallRasters, rows, (input, weights) => {
        const operation: MatrixOperation = { kind: 'matrix', rows: weights, rounding };
        const expected = input.channels === 1 ? input.data : multiplied(input.data, operation);
        expect(runGuarded(input, operation)).toEqual(expected);
      }),
    );
  });

  it.each([0.9999, 1.1, 3.9])(
    'rounds exact sums, but for a twelfth of a level, of weights up to %d',
    (max) => {
      const weights = fc.float({ min: Math.fround(-max), max: Math.fround(max), noNaN: true });
      const offset = fc.float({ min: -9000, max: 9000, noNaN: true });
      fc.assert(
        fc.property(
          smallRasters,
          twelve(weights),
          fc.array(offset, { minLength: 3, maxLength: 3 }),
          (input, drawn, offsets) => {
            if (input.channels === 1) return;
            const rows = drawn.map((value, index) => (index % 4 === 3 ? offsets[(index - 3) / 4]! : value));
            const output = runGuarded(input, { kind: 'matrix', rows, rounding: 'round' });
            const sums = exactSums(input.data, rows);
            for (const [index, level] of output.entries()) {
              expect(Math.abs(level - clip(sums[index]!))).toBeLessThanOrEqual(0.5 + 1 / 12);
            }
          },
        ),
      );
    },
  );

  it('puts a channel or a level in place of each channel', () => {
    const unit = fc
      .integer({ min: 0, max: 2 })
      .map((picked) => [0, 1, 2, 3].map((k) => (k === picked ? 1 : 0)));
    const level = fc.double({ min: -300, max: 300, noNaN: true }).map((offset) => [0, 0, 0, offset]);
    const row = fc.oneof(unit, level);
    const rounding = fc.constantFrom('round' as const, 'truncate' as const);
    fc.assert(
      fc.property(smallRasters, fc.tuple(row, row, row), rounding, (input, three, rule) => {
        if (input.channels === 1) return;
        const rows = three.flat();
        const half = rule === 'round' ? 0.5 : 0;
        const expected = exactSums(input.data, rows).map((sum) => Math.floor(clip(sum + half)));
        expect([...runGuarded(input, { kind: 'matrix', rows, rounding: rule })]).toEqual(expected);
      }),
    );
  });

  it('clips offsets beyond every level', () => {
    const white = { width: 1, height: 1, channels: 3, data: new Uint8Array([255, 0, 100]) } as const;
    const rows = [0.5, 0, 0, 1e9, 0, 0.5, 0, -1e9, 0, 0, 0.5, 0];
    expect([...runGuarded(white, { kind: 'matrix', rows, rounding: 'round' })]).toEqual([255, 0, 50]);
  });

  it('keeps greys where the weights of a row have the sum 1', () => {
    const greys = {
      width: 256,
      height: 1,
      channels: 3,
      data: Uint8Array.from({ length: 768 }, (_, i) => i / 3),
    } as const;
    const part = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { minLength: 3, maxLength: 3 }), (parts) => {
        const rows = parts.flatMap(([a, b]) => [a, b, 1 - a - b, 0]);
        expect(runGuarded(greys, { kind: 'matrix', rows, rounding: 'round' })).toEqual(greys.data);
      }),
    );
  });

  it('gives OpenCV’s grey for every colour, and its sepia within one level', () => {
    const grey = [0.299, 0.587, 0.114, 0];
    const operation = { kind: 'matrix', rows: [...grey, ...grey, ...grey], rounding: 'round' } as const;
    expect(sha256(runGuarded(allColours(), operation))).toBe(facts.all_colours.grey);
    const sepia = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0];
    const output = runGuarded(raster, { kind: 'matrix', rows: sepia, rounding: 'round' });
    expect(difference(output, reference('sepia')).largest).toBeLessThanOrEqual(1);
  });
});

function multiplied(data: Uint8Array, { rows, rounding }: MatrixOperation): Uint8Array {
  const f = Math.fround;
  return data.map((_, index) => {
    const pixel = index - (index % 3);
    const [a, b, c, d] = rows.slice(4 * (index % 3), 4 * (index % 3) + 4).map(f);
    const products = [a!, b!, c!].map((weight, k) => f(weight * data[pixel + k]!));
    const sum = f(f(f(products[0]! + products[1]!) + products[2]!) + d!);
    return Math.floor(clip(rounding === 'round' ? f(sum + 0.5) : sum));
  });
}

function exactSums(data: Uint8Array, rows: readonly number[]): number[] {
  return Array.from(data, (_, index) => {
    const [a, b, c, d] = rows.slice(4 * (index % 3));
    const [red, green, blue] = data.subarray(index - (index % 3));
    return a! * red! + b! * green! + c! * blue! + d!;
  });
}
