import { describe, expect, it } from 'vitest';
import { fitAlong, resized } from './oriented-box.js';
import type { OrientedBox } from './oriented-box.js';

const TILTED: OrientedBox = [
  [0, 3],
  [8, 9],
  [5, 13],
  [-3, 7],
];

const round = (box: OrientedBox | undefined) => box?.map((point) => point.map((value) => +value.toFixed(9) + 0));

describe('a rectangle along the sides of a box', () => {
  it('of the box itself is the box, corner by corner, also mirrored', () => {
    expect(round(fitAlong(TILTED, TILTED))).toEqual(TILTED);
    const mirrored = TILTED.map(([x, y]) => [0 - x, y] as const) as unknown as OrientedBox;
    expect(round(fitAlong(mirrored, mirrored))).toEqual(mirrored);
  });

  it('is the smallest around the points', () => {
    expect(round(fitAlong(TILTED, [[1, 6], [4, 10]]))).toEqual([[1, 6], [4.84, 8.88], [4, 10], [0.16, 7.12]]); // prettier-ignore
  });

  it('of a box without sides is upright, and there is none without points', () => {
    const point: OrientedBox = [[1, 1], [1, 1], [1, 1], [1, 1]]; // prettier-ignore
    expect(fitAlong(point, [[0, 1], [2, 3]])).toEqual([[0, 1], [2, 1], [2, 3], [0, 3]]); // prettier-ignore
    expect(fitAlong(TILTED, [])).toBeUndefined();
  });

  it('keeps centre and angle when it is resized', () => {
    expect(round(resized(TILTED, 10, 5))).toEqual(TILTED);
    expect(round(resized(TILTED, 5, 5))).toEqual([[2, 4.5], [6, 7.5], [3, 11.5], [-1, 8.5]]); // prettier-ignore
  });
});
