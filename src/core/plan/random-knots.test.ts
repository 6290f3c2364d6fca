import { describe, expect, it } from 'vitest';
import { shownAt, type Lattice } from '../geometry/lattice.js';
import { correlation, deviation, mean } from '../transforms/testing/statistics.js';
import { randomKnots } from './random-knots.js';

const [WIDTH, HEIGHT, SIGMA, STD] = [3000, 2400, 10, 2.5];
const [COLUMNS, ROWS] = [WIDTH / SIGMA + 3, HEIGHT / SIGMA + 3];

function latticeOf(seed: readonly [number, number]): Lattice {
  const { dx, dy } = randomKnots(COLUMNS, ROWS, [STD, STD], false, seed);
  const steps = { stepX: SIGMA, stepY: SIGMA, columns: COLUMNS, rows: ROWS };
  return { width: WIDTH, height: HEIGHT, degree: 3, ...steps, dx, dy };
}

const lattice = latticeOf([7, 8]);

/** The displacements along x of a grid of points, shifted by `offset` from the knots. */
function displacements(offset: readonly [number, number], which = lattice): number[] {
  const values: number[] = [];
  for (let row = 5; row < HEIGHT / SIGMA - 5; row++) {
    for (let column = 5; column < WIDTH / SIGMA - 5; column++) {
      const x = column * SIGMA + offset[0];
      values.push(shownAt(which, [x, row * SIGMA + offset[1]])[0] - x);
    }
  }
  return values;
}

describe('a random field', () => {
  it('has its standard deviation, at knots and between them', () => {
    for (const offset of [
      [0, 0],
      [5, 5],
      [5, 0],
    ] as const) {
      const values = displacements(offset);
      expect(Math.abs(mean(values))).toBeLessThan(0.1);
      expect(deviation(values) / STD).toBeGreaterThan(0.97);
      expect(deviation(values) / STD).toBeLessThan(1.03);
    }
  });

  it.each([
    [0, 3],
    [3, 0],
    [7, 7],
    [10, 0],
    [0, 20],
  ])('is correlated over (%d, %d) pixels as smoothed noise is', (x, y) => {
    const expected = Math.exp(-(x * x + y * y) / (4 * SIGMA * SIGMA));
    expect(Math.abs(correlation(displacements([0, 0]), displacements([x, y])) - expected)).toBeLessThan(0.03);
  });

  it('is normally distributed', () => {
    const values = displacements([2, 6]);
    const [within, beyond] = [1, 2].map(
      (limit) => values.filter((value) => Math.abs(value) < limit * STD).length / values.length,
    );
    expect(within).toBeCloseTo(0.683, 1);
    expect(beyond).toBeCloseTo(0.954, 1);
  });

  it('has independent axes, and other seeds give other fields', () => {
    const { dx, dy } = lattice;
    expect(Math.abs(correlation([...dx], [...dy]))).toBeLessThan(0.03);
    const other = latticeOf([7, 9]);
    expect(Math.abs(correlation([...dx], [...other.dx]))).toBeLessThan(0.03);
    expect([...latticeOf([7, 8]).dx]).toEqual([...dx]);
  });

  it('moves along y as far as that axis is to, with numbers of its own or those of x', () => {
    for (const same of [false, true]) {
      const { dx, dy } = randomKnots(COLUMNS, ROWS, [STD, 3 * STD], same, [7, 8]);
      expect([...dx]).toEqual([...lattice.dx]);
      const numbers = same ? lattice.dx : lattice.dy;
      dy.forEach((value, i) => {
        expect(Math.abs(value - 3 * numbers[i]!)).toBeLessThan(1e-5);
      });
    }
  });

  it('keeps its upper left part in a larger frame', () => {
    const { dx } = randomKnots(COLUMNS + 9, ROWS + 4, [STD, STD], false, [7, 8]);
    expect([...dx.subarray(0, COLUMNS)]).toEqual([...lattice.dx.subarray(0, COLUMNS)]);
  });

  it('draws these numbers for ever', () => {
    const { dx, dy } = randomKnots(2, 2, [1, 1], false, [1, 2]);
    expect([[...dx], [...dy]]).toMatchInlineSnapshot(`
      [
        [
          -1.1292688846588135,
          -1.7050657272338867,
          -0.7883121967315674,
          -1.3626527786254883,
        ],
        [
          0.9421231746673584,
          0.823991596698761,
          1.5386923551559448,
          1.893710970878601,
        ],
      ]
    `);
  });
});
