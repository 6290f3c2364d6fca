import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../geometry/matrix.js';
import type { Matrix3 } from '../geometry/types.js';
import { composedMatrix, longestBlock } from './vectors.js';

const FRAME = { width: 100, height: 80 };
const IDENTITY: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

const affine = (changes: Partial<Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f', number>>): Matrix3 => {
  const { a = 1, b = 0, c = 0, d = 0, e = 1, f = 0 } = changes;
  return [a, b, c, d, e, f, 0, 0, 1];
};
const scaledBy = (factor: number, matrix: Matrix3): Matrix3 => {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  return [
    a * factor,
    b * factor,
    c * factor,
    d * factor,
    e * factor,
    f * factor,
    g * factor,
    h * factor,
    i * factor,
  ];
};
const blockOf = (matrix: Matrix3) => longestBlock(matrix, FRAME, FRAME, 'linear');

describe('composedMatrix', () => {
  it('applies the outermost stage first', () => {
    const stages = [{ matrix: affine({ c: 3 }) }, { matrix: affine({ a: 2, e: 2 }) }];
    expect(apply(composedMatrix(stages), [1, 1])).toEqual([8, 2]);
  });

  it('scales an affine matrix so that its weight is 1, and leaves a projective one', () => {
    const matrix: Matrix3 = [1, 2, 3, 4, 5, 6, 0, 0, 2];
    expect(composedMatrix([{ matrix }])).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 0, 0, 1]);
    const projective: Matrix3 = [1, 2, 3, 4, 5, 6, 0.5, 0, 2];
    expect(composedMatrix([{ matrix: projective }])).toEqual(projective);
  });
});

describe('longestBlock', () => {
  it('is 256 pixels for affine matrices, whatever their weight', () => {
    for (const interpolation of ['nearest', 'linear', 'cubic'] as const) {
      expect(longestBlock(IDENTITY, FRAME, FRAME, interpolation)).toBe(256);
    }
    for (const factor of [0.01, 1, 70, 1e6]) expect(blockOf(scaledBy(factor, IDENTITY))).toBe(256);
  });

  it('is 0 where a pixel of the output steps over 64 pixels of the source, in any direction', () => {
    for (const name of ['a', 'd'] as const) {
      expect(blockOf(affine({ [name]: 63.9 }))).toBe(256);
      expect(blockOf(affine({ [name]: 64 }))).toBe(0);
      expect(blockOf(affine({ [name]: -64 }))).toBe(0);
      expect(blockOf(scaledBy(0.5, affine({ [name]: 63.9 })))).toBe(256);
      expect(blockOf(scaledBy(2, affine({ [name]: 64 })))).toBe(0);
    }
  });

  it('is 0 where a corner of the output lies 2³⁰ pixels away or more', () => {
    const far = 2 ** 30;
    for (const [across, along, start] of [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ] as const) {
      expect(blockOf(affine({ [across]: 0, [along]: 0, [start]: far - 1 }))).toBe(256);
      for (const value of [far, -far])
        expect(blockOf(affine({ [across]: 0, [along]: 0, [start]: value }))).toBe(0);
      // At the right, and at the bottom.
      expect(blockOf(affine({ [across]: 1, [along]: 0, [start]: far - 99.5 }))).toBe(256);
      expect(blockOf(affine({ [across]: 1, [along]: 0, [start]: far - 99 }))).toBe(0);
      expect(blockOf(affine({ [across]: 0, [along]: 1, [start]: far - 79.5 }))).toBe(256);
      expect(blockOf(affine({ [across]: 0, [along]: 1, [start]: far - 79 }))).toBe(0);
      expect(blockOf(scaledBy(4, affine({ [across]: 0, [along]: 0, [start]: far - 1 })))).toBe(256);
      expect(blockOf(scaledBy(0.25, affine({ [across]: 0, [along]: 0, [start]: far })))).toBe(0);
    }
  });

  it('is 0 where the output reaches the horizon, at each of its corners', () => {
    const weights = (g: number, h: number, i: number): Matrix3 => [1, 0, 0, 0, 1, 0, g, h, i];
    // The weight is exactly 0 at the right (99), at the bottom (79), at the left or at the top, and just above it beside.
    for (const matrix of [
      weights(-1, 0, 99),
      weights(0, -1, 79),
      weights(1, 0, 0),
      weights(0, 1, 0),
      weights(-1, -1, 178),
    ])
      expect(blockOf(matrix)).toBe(0);
    expect(blockOf(weights(-1e-6, 0, 1))).toBe(64);
    expect(blockOf(weights(-1, 0, 1))).toBe(0);
  });

  it.each([
    [2.4e-4, 64],
    [2.5e-4, 32],
    [6.8e-4, 32],
    [7e-4, 16],
    [1.9e-3, 16],
    [2e-3, 8],
    [5.4e-3, 8],
    [5.7e-3, 0],
  ])('shortens with perspective: weight 1 + %d x gives %d', (g, block) => {
    const point = { width: 1, height: 1 };
    const along: Matrix3 = [1, 0, 0, 0, 0, 0, g, 0, 1];
    const across: Matrix3 = [0, 0, 0, 1, 0, 0, g, 0, 1];
    for (const matrix of [along, across, scaledBy(3, along), scaledBy(0.2, across)])
      expect(longestBlock(matrix, point, FRAME, 'linear')).toBe(block);
    expect(longestBlock(along, point, FRAME, 'nearest')).toBe(0);
  });

  it('shortens with the size of the source, since its far end moves most', () => {
    const along: Matrix3 = [1, 0, 0, 0, 0, 0, 1e-4, 0, 1];
    const across: Matrix3 = [0, 0, 0, 1, 0, 0, 1e-4, 0, 1];
    const sized = (width: number, height: number) => ({ width, height });
    expect(longestBlock(along, sized(20_000, 1), FRAME, 'linear')).toBe(64);
    expect(longestBlock(along, sized(30_000, 1), FRAME, 'linear')).toBe(32);
    expect(longestBlock(across, sized(1, 20_000), FRAME, 'linear')).toBe(64);
    expect(longestBlock(across, sized(1, 30_000), FRAME, 'linear')).toBe(32);
  });

  it('keeps the quadratic of a block within 1/512 pixel of the exact positions', () => {
    const coefficient = (size: number) => fc.double({ min: -size, max: size, noNaN: true });
    const matrix = fc.record({
      a: fc.double({ min: 0.2, max: 3, noNaN: true }),
      c: coefficient(40),
      g: coefficient(0.004),
      h: coefficient(0.004),
    });
    fc.assert(
      fc.property(matrix, fc.nat(79), ({ a, c, g, h }, y) => {
        const block = longestBlock([a, 0, c, 0, 1, 0, g, h, 1], FRAME, FRAME, 'linear');
        const weight = (x: number) => g * x + h * y + 1;
        const position = (x: number) => (a * x + c) / weight(x);
        for (let begin = 0; begin + block <= FRAME.width && block > 0; begin += block) {
          const middle = begin + block / 2;
          const slope = (a - g * position(middle)) / weight(middle);
          const bend = (-g * slope) / weight(middle);
          // The source has 100 columns; beyond them no sample is taken.
          for (const x of [begin, begin + block - 1].filter((at) => Math.abs(position(at)) <= FRAME.width)) {
            const distance = x - middle;
            const quadratic = position(middle) + slope * distance + bend * distance ** 2;
            expect(Math.abs(quadratic - position(x))).toBeLessThanOrEqual(1 / 512);
          }
        }
      }),
    );
  });
});
