import { describe, expect, it } from 'vitest';
import type { MatrixOperation, TableOperation } from '../../plan/operations.js';
import type { FusedOperation, TableChain } from '../program.js';
import { fusePixelOperations } from './fuse.js';
import { tableValues } from './table.js';
import { encodeBase64 } from './testing/base64.js';

const matrix = (
  rows: readonly number[],
  rounding: MatrixOperation['rounding'] = 'round',
): MatrixOperation => ({
  kind: 'matrix',
  rows: [...rows],
  rounding,
});
const table = (...values: readonly ((x: number) => number)[]): TableOperation => ({
  kind: 'table',
  form: 'values',
  values: values.map((value) => encodeBase64(Uint8Array.from({ length: 256 }, (_, x) => value(x)))),
});
const valuesOf = (operation: FusedOperation | undefined) =>
  tableValues(operation as TableOperation | TableChain).map((values) => [...values]);

/** Half of each channel and something of the next, with an offset: no colour leaves 0 to 255. */
const MIXES = matrix([0.5, 0.25, 0, 10, 0, 0.5, 0.25, 20, 0.25, 0, 0.5, 30]);
const AVERAGES = matrix([0.2, 0.3, 0.5, 1, 0.1, -0.2, 0.3, 2, 0, 0.5, 0.5, 0]);

describe('fusePixelOperations, of tables', () => {
  const invert = table((x) => 255 - x);
  const perChannel = table(
    (x) => x,
    (x) => x >> 1,
    (x) => 255 - x,
  );

  it('applies the first table, then the second', () => {
    const [both, ...others] = fusePixelOperations([table((x) => x >> 2), invert]);
    expect(others).toEqual([]);
    expect(valuesOf(both)).toEqual([Array.from({ length: 256 }, (_, x) => 255 - (x >> 2))]);
  });

  it.each([
    [
      [invert, perChannel],
      [(x: number) => 255 - x, (x: number) => (255 - x) >> 1, (x: number) => x],
    ],
    [
      [perChannel, invert],
      [(x: number) => 255 - x, (x: number) => 255 - (x >> 1), (x: number) => x],
    ],
  ])('has a table for each channel where one of the two has', (operations, expected) => {
    const [both] = fusePixelOperations(operations);
    expect(valuesOf(both)).toEqual(expected.map((value) => Array.from({ length: 256 }, (_, x) => value(x))));
  });

  it('fuses any number of neighbours, and none across another Operation', () => {
    expect(fusePixelOperations([invert, invert, invert])).toHaveLength(1);
    expect(fusePixelOperations([invert, MIXES, invert])).toHaveLength(3);
    expect(fusePixelOperations([MIXES, invert])).toEqual([MIXES, invert]);
    expect(fusePixelOperations([])).toEqual([]);
  });
});

describe('fusePixelOperations, of matrices', () => {
  it('multiplies them, the second from the left, and keeps its rounding', () => {
    const [both, ...others] = fusePixelOperations([MIXES, { ...AVERAGES, rounding: 'truncate' }]);
    expect(others).toEqual([]);
    expect(both).toMatchObject({ kind: 'matrix', rounding: 'truncate' });
    const { rows } = both as MatrixOperation;
    const expected = [
      [0.225, 0.2, 0.325, 24],
      [0.125, -0.075, 0.1, 8],
      [0.125, 0.25, 0.375, 25],
    ];
    for (const [i, value] of expected.flat().entries()) expect(rows[i]).toBeCloseTo(value, 12);
  });

  it.each([
    ['a first one that truncates', { ...MIXES, rounding: 'truncate' } as const, AVERAGES],
    ['a first one with a sum above 255', matrix([0.5, 0.5, 0.1, 0, 0, 1, 0, 0, 0, 0, 1, 0]), AVERAGES],
    [
      'a first one with a sum above 255 in its last row',
      matrix([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1]),
      AVERAGES,
    ],
    ['a first one with a sum below 0', matrix([1, -0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]), AVERAGES],
    [
      'a first one with a sum below 0 by its offset',
      matrix([0.5, 0, 0, -1, 0, 1, 0, 0, 0, 0, 1, 0]),
      AVERAGES,
    ],
    ['a second one that amplifies', MIXES, matrix([1.1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])],
    ['a second one that amplifies by a difference', MIXES, matrix([0.8, -0.3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])],
    ['a second one that amplifies in its last row', MIXES, matrix([1, 0, 0, 0, 0, 1, 0, 0, 0, 0.6, 0.6, 0])],
  ])('leaves %s', (_, first, second) => {
    expect(fusePixelOperations([first, second])).toEqual([first, second]);
  });

  it.each([
    ['sums that just reach 0 and 255', matrix([0.6, -0.4, 0, 102, 0, 1, 0, 0, 0, 0, 1, 0]), AVERAGES],
    [
      'a second one of weight 1 with a large offset',
      MIXES,
      matrix([1, 0, 0, 50, 0, 1, 0, -50, 0, 0, -1, 255]),
    ],
  ])('multiplies %s', (_, first, second) => {
    expect(fusePixelOperations([first, second])).toHaveLength(1);
  });
});
