import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecipeError } from '../errors.js';
import { ORIENTATIONS } from '../plan/operations.js';
import { type Matrix3 } from './types.js';
import { IDENTITY, apply, compose, invert, isAffine, multiply, scaling, translation } from './matrix.js';
import { operationMatrix, orientationMatrix, orientedFrame } from '../plan/operation-matrix.js';

const frame = { width: 7, height: 4 };
const coefficient = fc.double({ min: -3, max: 3, noNaN: true });
const invertible = fc
  .tuple(coefficient, coefficient, coefficient, coefficient, coefficient, coefficient)
  .filter(([a, b, , d, e]) => Math.abs(a * e - b * d) > 0.01)
  .map(([a, b, c, d, e, f]): Matrix3 => [a, b, c, d, e, f, 0.001, -0.002, 1]);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 9);
}

describe('matrices', () => {
  it('undo what their inverse does', () => {
    fc.assert(
      fc.property(invertible, (matrix) => {
        const product = multiply(invert(matrix), matrix);
        expectClose(
          product.map((value) => value / product[8]),
          IDENTITY,
        );
      }),
    );
  });

  it('have an inverse of the same scale', () => {
    const projective: Matrix3 = [2, 1, 3, 0.5, 4, 5, 0.5, 0.25, 8];
    expectClose(multiply(invert(projective), projective), IDENTITY);
    expectClose(multiply(projective, invert(projective)), IDENTITY);
  });

  it('compose in reading order', () => {
    expect(apply(compose(translation(1, 2), scaling(10, 100)), [0, 0])).toEqual([10, 200]);
  });

  it('divide by the third coordinate', () => {
    expect(apply([1, 0, 0, 0, 1, 0, 0, 0, 2], [4, 6])).toEqual([2, 3]);
    expect(isAffine([1, 0, 0, 0, 1, 0, 0.1, 0, 1])).toBe(false);
    expect(isAffine([1, 0, 0, 0, 1, 0, 0, 0.1, 1])).toBe(false);
    expect(isAffine([1, 0, 0, 0, 1, 0, 0, 0, -1])).toBe(false);
    expect(isAffine([1, 0, 0, 0, 1, 0, 0, 0, 0])).toBe(false);
    expect(isAffine(translation(3, 4))).toBe(true);
  });

  it('are refused where they cannot be inverted', () => {
    expect(() => invert(scaling(0, 1))).toThrow(RecipeError);
    expect(() => invert(scaling(1e-320, 1))).toThrow(RecipeError);
    expect(() => invert([1, 0, Number.NaN, 0, 1, 0, 0, 0, 1])).toThrow(RecipeError);
  });
});

describe('orientations', () => {
  it('turn counter-clockwise as displayed', () => {
    const topRight = [7, 0] as const;
    expect(apply(orientationMatrix('turn_90', frame), topRight)).toEqual([0, 0]);
    expect(apply(orientationMatrix('turn_180', frame), topRight)).toEqual([0, 4]);
    expect(apply(orientationMatrix('turn_270', frame), topRight)).toEqual([4, 7]);
    expect(apply(orientationMatrix('transpose', frame), topRight)).toEqual([0, 7]);
    expect(apply(orientationMatrix('anti_transpose', frame), topRight)).toEqual([4, 0]);
  });

  it.each(ORIENTATIONS)('%s maps the frame onto the frame', (to) => {
    const { width, height } = orientedFrame(to, frame);
    const corners = [
      [0, 0],
      [7, 4],
    ] as const;
    const moved = corners.map((corner) => apply(orientationMatrix(to, frame), corner));
    expect(moved.map(([x]) => x).sort()).toEqual([0, width]);
    expect(moved.map(([, y]) => y).sort()).toEqual([0, height]);
  });
});

describe('operationMatrix', () => {
  const edge = { border: 'constant', fill: [0], maskFill: 0 } as const;

  it('moves a window by its corner', () => {
    const window = { kind: 'window', x: 2, y: -1, width: 3, height: 9, ...edge } as const;
    const { matrix, frame: after } = operationMatrix(window, frame);
    expect(apply(matrix, [2, -1])).toEqual([0, 0]);
    expect(after).toEqual({ width: 3, height: 9 });
  });

  it('scales a resample edge to edge', () => {
    const resample = { kind: 'resample', width: 14, height: 2, filter: 'area' } as const;
    expect(apply(operationMatrix(resample, frame).matrix, [7, 4])).toEqual([14, 2]);
  });
});
