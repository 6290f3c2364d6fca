import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eigenOf, type Symmetric3 } from './symmetric3.js';

const entry = fc.double({ min: -1, max: 1, noNaN: true });

it('finds orthogonal vectors that the matrix only stretches, from the largest value', () => {
  fc.assert(
    fc.property(entry, entry, entry, entry, entry, entry, (a, b, c, d, e, f) => {
      const matrix: Symmetric3 = [
        [a, b, c],
        [b, d, e],
        [c, e, f],
      ];
      const eigen = eigenOf(matrix);
      const dot = (x: readonly number[], y: readonly number[]) =>
        x.reduce((sum, value, index) => sum + value * y[index]!, 0);
      for (const [index, { value, vector }] of eigen.entries()) {
        vector.forEach((own, row) => {
          expect(dot(matrix[row]!, vector)).toBeCloseTo(value * own, 12);
        });
        eigen.forEach((other, at) => {
          expect(dot(vector, other.vector)).toBeCloseTo(at === index ? 1 : 0, 12);
        });
        if (index > 0) expect(value).toBeLessThanOrEqual(eigen[index - 1]!.value);
        const peak = vector.toSorted((x, y) => Math.abs(y) - Math.abs(x))[0]!;
        expect(peak).toBeGreaterThan(0);
      }
    }),
  );
});
