import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineLength, sum } from './shapes.js';
import { stretchesWhere } from './stretches.js';
import type { Point } from './types.js';

/** On no edge. */
const coordinate = fc.integer({ min: -3000, max: 12_000 }).map((thousandths) => (thousandths + 0.5) / 1000);
const line = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 6 });
const isDark = (x: number, y: number) => (x + y) % 2 === 0;

describe('the stretches of a line in some pixels', () => {
  it('begin and end at the edges of pixels', () => {
    const left = stretchesWhere([[0.5, 0.5], [4, 0.5]], (x) => x === 1 || x === 2); // prettier-ignore
    expect(left).toEqual([[[1, 0.5], [2, 0.5], [3, 0.5]]]); // prettier-ignore
    expect(stretchesWhere([[0, 0]], () => true)).toEqual([]);
  });

  it('go on over corners of the line', () => {
    const corner: Point[] = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.9]]; // prettier-ignore
    expect(stretchesWhere(corner, () => true)).toEqual([corner]);
  });

  it('are in these pixels, and with those in all others the whole line', () => {
    fc.assert(
      fc.property(line, (points: Point[]) => {
        const dark = stretchesWhere(points, isDark);
        const light = stretchesWhere(points, (x, y) => !isDark(x, y));
        expect(sum([...dark, ...light].map(lineLength))).toBeCloseTo(lineLength(points), 6);
        for (const stretch of dark)
          for (let i = 0; i + 1 < stretch.length; i++) {
            const [[x0, y0], [x1, y1]] = [stretch[i]!, stretch[i + 1]!];
            if (lineLength([stretch[i]!, stretch[i + 1]!]) < 1e-6) continue;
            expect(isDark(Math.floor((x0 + x1) / 2), Math.floor((y0 + y1) / 2))).toBe(true);
          }
      }),
    );
  });
});
