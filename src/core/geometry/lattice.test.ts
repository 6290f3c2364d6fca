import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remapLattice } from '../plan/remap-lattice.js';
import { fieldsOn, gridOf, remapOf } from '../plan/testing/remaps.js';
import { shownAt, shownFrom } from './lattice.js';
import type { Point } from './types.js';

const FRAME = { width: 640, height: 480 };
const lattices = fieldsOn(FRAME).map((field) => remapLattice(remapOf(field), FRAME));

const points = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([x, y]): Point => [x * FRAME.width, y * FRAME.height]);

function away([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

describe('shownAt', () => {
  it('follows a lens to less than a hundredth of a pixel', () => {
    const lattice = remapLattice(remapOf({ form: 'lens', unit: [640, 480], k: [0.3, 0.2] }), FRAME);
    fc.assert(
      fc.property(points, ([x, y]) => {
        const [vx, vy] = [x - 320, y - 240];
        const square = (vx / 640) ** 2 + (vy / 480) ** 2;
        const factor = 1 + 0.3 * square + 0.2 * square ** 2;
        expect(away(shownAt(lattice, [x, y]), [320 + vx * factor, 240 + vy * factor])).toBeLessThan(0.01);
      }),
    );
  });

  it('is exact on a grid, also in a last cell that is cut off', () => {
    const axis = { step: 100, from: [10, 130, 200, 300, 420, 500, 640, 700] };
    const lattice = remapLattice(remapOf({ form: 'grid', x: axis, y: { step: 480, from: [0, 480] } }), FRAME);
    const shown = [0, 50, 100, 250, 620, 640].map((x) => shownAt(lattice, [x, 33])[0]);
    [10, 70, 130, 250, 652, 664].forEach((x, i) => {
      expect(shown[i]).toBeCloseTo(x, 4);
    });
    expect(shownAt(lattice, [50, 33])[1]).toBeCloseTo(33, 4);
  });

  it('shifts points beyond the frame as the nearest point of it', () => {
    const lattice = lattices[1]!;
    const [x, y] = shownAt(lattice, [640, 100]);
    expect(shownAt(lattice, [690, 100])).toEqual([x + 50, y]);
  });
});

describe('shownFrom', () => {
  it.each(lattices.map((lattice, i) => [i, lattice] as const))('inverts field %d', (_, lattice) => {
    fc.assert(
      fc.property(points, (point) => {
        expect(away(shownFrom(lattice, shownAt(lattice, point)), point)).toBeLessThan(0.01);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a position that shows the same, where the field folds over', () => {
    const lattice = remapLattice(remapOf({ form: 'lens', unit: [640, 480], k: [-1.5, 0] }), FRAME);
    fc.assert(
      fc.property(points, (point) => {
        const shown = shownAt(lattice, point);
        expect(away(shownAt(lattice, shownFrom(lattice, shown)), shown)).toBeLessThan(0.01);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the nearest there is, where nothing shows a position', () => {
    const field = gridOf(FRAME, [1, 1, 0, 1]);
    const lattice = remapLattice(remapOf(field), FRAME);
    expect(shownFrom(lattice, [100, 100]).every(Number.isFinite)).toBe(true);
  });
});
