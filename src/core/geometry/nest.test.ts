import { describe, expect, it } from 'vitest';
import { nestRings } from './nest.js';
import type { Ring } from './shapes.js';

const square = (x: number, y: number, size: number): Ring => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];
const diamond = (x: number, y: number, radius: number): Ring => [
  [x - radius, y],
  [x, y - radius],
  [x + radius, y],
  [x, y + radius],
];

describe('rings inside rings', () => {
  it('give a hole to the innermost outline around it, in any order', () => {
    const [outer, hole, island, pond] = [square(0, 0, 20), square(2, 2, 16), square(5, 5, 11), square(7, 7, 6)]; // prettier-ignore
    expect(nestRings([outer, island, hole, pond])).toEqual([
      { rings: [outer, hole] },
      { rings: [island, pond] },
    ]);
    expect(nestRings([island, hole, outer, pond])).toEqual([
      { rings: [island, pond] },
      { rings: [outer, hole] },
    ]);
  });

  it('may have slanted edges', () => {
    const [outer, hole, other] = [diamond(100, 120, 50), diamond(95, 111, 20), diamond(200, 111, 30)];
    expect(nestRings([hole, outer, other])).toEqual([{ rings: [outer, hole] }, { rings: [other] }]);
    const [leaning, corner]: [Ring, Ring] = [[[100, 100], [300, 140], [300, 240], [100, 200]], square(270, 200, 20)]; // prettier-ignore
    const apart = square(400, 0, 20);
    expect(nestRings([leaning, corner, apart])).toEqual([{ rings: [leaning, corner] }, { rings: [apart] }]);
  });

  it('may have their middle at the height of a vertex', () => {
    const [outer, hole] = [diamond(100, 100, 50), square(90, 90, 20)];
    const apart = square(160, 90, 20);
    expect(nestRings([outer, hole, apart])).toEqual([{ rings: [outer, hole] }, { rings: [apart] }]);
    expect(nestRings([outer, apart])).toEqual([{ rings: [outer] }, { rings: [apart] }]);
  });

  it('may begin anywhere', () => {
    const [outer, falling] = [square(0, 0, 20), [[5, 19], [10, 16], [4, 13]] satisfies Ring]; // prettier-ignore
    const apart = square(30, 0, 20);
    expect(nestRings([outer, falling, apart])).toEqual([{ rings: [outer, falling] }, { rings: [apart] }]);
  });

  it('are not inside of what a thin ring leaves open', () => {
    const thin: Ring = [[9.9, 10], [9.9, 0.1], [0.1, 0.1], [0.1, 10], [0, 10], [0, 0], [10, 0], [10, 10]]; // prettier-ignore
    const between = square(1, 1, 8);
    expect(nestRings([thin, between])).toEqual([{ rings: [thin] }, { rings: [between] }]);
  });
});

describe('rings without a nesting', () => {
  it('stay together where they cross, also tiny ones', () => {
    for (const unit of [1, 1e-5]) {
      const crossing = [square(0, 0, 4 * unit), square(3 * unit, 3 * unit, 4 * unit)];
      expect(nestRings(crossing)).toEqual([{ rings: crossing }]);
    }
  });

  it('are polygons of their own where they have no area', () => {
    const [one, other]: [Ring, Ring] = [[[0, 0]], [[5, 5]]];
    expect(nestRings([one, other])).toEqual([{ rings: [one] }, { rings: [other] }]);
  });
});
