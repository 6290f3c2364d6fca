import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenOddArea } from './area.js';
import { clipLines, clipRings, halfPlane, isInside, subtractConvex, type HalfPlane } from './clip.js';
import { lineLength, sum, type Ring } from './shapes.js';
import type { Point } from './types.js';
import { nestRings } from './nest.js';

const square = (x0: number, y0: number, x1: number, y1: number): Ring => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];
const rectangle = (x0: number, y0: number, x1: number, y1: number): HalfPlane[] => [
  halfPlane(1, 0, -x0),
  halfPlane(-1, 0, x1),
  halfPlane(0, 1, -y0),
  halfPlane(0, -1, y1),
];
const comb: Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [8, 10],
  [8, 2],
  [6, 2],
  [6, 10],
  [4, 10],
  [4, 2],
  [2, 2],
  [2, 10],
  [0, 10],
];

function crossings(ring: Ring, [x, y]: Point): number {
  return ring.filter((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    if (from[1] <= y === to[1] <= y) return false;
    return from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0]) < x;
  }).length;
}

function isCovered(rings: readonly Ring[], point: Point): boolean {
  return sum(rings.map((ring) => crossings(ring, point))) % 2 === 1;
}

/** Sample points on a grid that no vertex and no border below lies on. */
const SAMPLES: Point[] = Array.from({ length: 40 * 40 }, (_, i) => [
  (i % 40) * 0.5 - 2 + 0.2345,
  Math.floor(i / 40) * 0.5 - 2 + 0.2713,
]);

const vertex = fc.tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 16 }));
const anyRing = fc.array(vertex, { minLength: 1, maxLength: 9 });
const anyRings = fc.array(anyRing, { minLength: 1, maxLength: 3 });
const anyBorder = fc
  .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), vertex)
  .filter(([a, b]) => a !== 0 || b !== 0)
  .map(([a, b, [x, y]]) => halfPlane(a, b, -a * x - b * y));
const distance = ({ a, b, c }: HalfPlane, [x, y]: Point): number => a * x + b * y + c;
const clearOf = (borders: readonly HalfPlane[]) => (point: Point) =>
  borders.every((border) => Math.abs(distance(border, point)) > 1e-3);

describe('clipping a ring of very many points', () => {
  it('needs no more of the stack than a short one', () => {
    const count = 300_000;
    const circle = Array.from({ length: count }, (_, i): Point => {
      const angle = (2 * Math.PI * i) / count;
      return [100 * Math.cos(angle), 100 * Math.sin(angle)];
    });
    const half = clipRings([circle], [halfPlane(1, 0, 50)]);
    expect(half).toHaveLength(1);
    expect(half[0]!.length).toBeGreaterThan(count / 2);
  });
});

describe('clipRings', () => {
  it('leaves what lies inside as it is', () => {
    const rings = [square(1, 1, 3, 3)];
    expect(clipRings(rings, rectangle(1, 1, 3, 3))).toBe(rings);
  });

  it('puts crossings exactly on upright borders, so that a crop has round edges', () => {
    const ring: Ring = [
      [0.1, 0.3],
      [33.3, 7.7],
      [20.2, 50.9],
    ];
    const [upright] = clipRings([ring], [halfPlane(1, 0, -7)]);
    expect(upright!.filter(([x]) => x === 7)).toHaveLength(2);
    const [level] = clipRings([ring], [halfPlane(0, 1, -9)]);
    expect(level!.filter(([, y]) => y === 9)).toHaveLength(2);
  });

  it('splits a concave polygon without bridges', () => {
    const pieces = clipRings([comb], [halfPlane(0, 1, -5)]);
    expect(pieces.map((piece) => piece.length)).toEqual([4, 4, 4]);
    expect(pieces.map((piece) => evenOddArea([piece]))).toEqual([10, 10, 10]);
  });

  it('joins what belongs together along a slanted border', () => {
    const pieces = clipRings([comb], [halfPlane(1, 1, -11)]);
    const areas = pieces.map((piece) => evenOddArea([piece])).sort((a, b) => a - b);
    for (const [i, area] of [0.5, 8, 16].entries()) expect(areas[i]).toBeCloseTo(area, 9);
    expect(areas).toHaveLength(3);
  });

  it('joins what belongs together on both sides of the origin', () => {
    const prongs: Ring = [[0, -3], [10, -3], [10, 2], [2, 2], [2, 4], [10, 4], [10, 5], [0, 5]]; // prettier-ignore
    const pieces = clipRings([prongs], [halfPlane(1, 0, -5)]);
    expect(pieces.map((piece) => evenOddArea([piece]))).toEqual([25, 5]);
    const upwards = clipRings([prongs.map(([x, y]) => [y, x])], [halfPlane(0, 1, -5)]);
    expect(upwards.map((piece) => evenOddArea([piece]))).toEqual([25, 5]);
  });

  it('makes a hole that the border cuts a part of the outline', () => {
    const rings = [square(0, 0, 10, 10), square(4, 4, 6, 6)];
    const [left, ...others] = clipRings(rings, [halfPlane(-1, 0, 5)]);
    expect(others).toEqual([]);
    expect(left).toHaveLength(8);
    expect(evenOddArea([left!])).toBe(48);
  });

  it('keeps round numbers round at upright borders', () => {
    const [ring] = clipRings([[[0.1, 0.3], [99.7, 10.9], [50.3, 77.7]]], rectangle(7, 0, 64, 100)); // prettier-ignore
    const xs = ring!.map(([x]) => x);
    expect(Math.min(...xs)).toBe(7);
    expect(Math.max(...xs)).toBe(64);
  });

  it('survives degenerate rings and borders along edges', () => {
    expect(clipRings([[[1, 1]]], [halfPlane(1, 0, -2)])).toEqual([]);
    expect(clipRings([[[1, 1], [3, 1], [1, 1]]], [halfPlane(1, 0, -2)])).toEqual([]); // prettier-ignore
    expect(clipRings([square(0, 0, 2, 2)], [halfPlane(1, 0, -2)])).toEqual([]);
    const touched = clipRings([square(0, 0, 2, 2)], [halfPlane(1, 0, 0)]);
    expect(touched).toEqual([square(0, 0, 2, 2)]);
  });

  it('covers the points that lie in the region and inside the borders, whatever the rings', () => {
    fc.assert(
      fc.property(anyRings, fc.array(anyBorder, { minLength: 1, maxLength: 4 }), (rings, borders) => {
        const clipped = clipRings(rings, borders);
        const wrong = SAMPLES.filter(clearOf(borders)).filter(
          (point) => isCovered(clipped, point) !== (isCovered(rings, point) && isInside(point, borders)),
        );
        expect(wrong).toEqual([]);
        expect(clipped.flat().filter((point) => !isInside(point, borders))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a border', () => {
  it('has a direction of length 1', () => {
    expect(halfPlane(3, 4, 10)).toEqual({ a: 0.6, b: 0.8, c: 2 });
  });

  it('counts points as inside that lie beyond it by rounding alone', () => {
    const border = { a: 1, b: 0, c: 0 };
    expect(isInside([-1e-9, 0], [border])).toBe(true);
    expect(isInside([-2e-9, 0], [border])).toBe(false);
    const rings: Ring[] = [[[-1e-9, 0], [5, 0], [5, 5]]]; // prettier-ignore
    expect(clipRings(rings, [border])).toBe(rings);
    const lines: Point[][] = [[[5, 0], [-1e-9, 0], [5, 5]]]; // prettier-ignore
    expect(clipLines(lines, [border])).toEqual(lines);
  });
});

describe('subtractConvex', () => {
  const hole = rectangle(4, 4, 6, 6);

  it('leaves a shape beyond one border as it is, without clipping it', () => {
    const shape = [square(0, 0, 4, 10)];
    const pieces = subtractConvex(shape, hole, () => {
      throw new Error('not needed');
    });
    expect(pieces).toEqual([shape]);
  });

  it('leaves a shape in one piece that goes around the region', () => {
    const shape: Ring[] = [[[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10]]]; // prettier-ignore
    expect(subtractConvex<readonly Ring[]>(shape, hole, clipRings)).toEqual([shape]);
  });

  it('leaves no empty pieces', () => {
    const pieces = subtractConvex<readonly Ring[]>([square(5, 5, 9, 6)], hole, clipRings);
    expect(pieces.map((piece) => evenOddArea(piece))).toEqual([3]);
  });

  it('leaves disjoint pieces that cover the rest', () => {
    fc.assert(
      fc.property(anyRings, vertex, vertex, (rings, [x0, y0], [x1, y1]) => {
        const borders = rectangle(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
        const pieces = subtractConvex(rings, borders, clipRings);
        const covered = evenOddArea(clipRings(rings, borders));
        expect(sum(pieces.map(evenOddArea))).toBeCloseTo(evenOddArea(rings) - covered, 9);
      }),
    );
  });
});

describe('clipLines', () => {
  it('cuts a line into the pieces inside', () => {
    const zigzag: Point[] = [[0, 0], [10, 10], [20, 0], [30, 10]]; // prettier-ignore
    expect(clipLines([zigzag], rectangle(0, 5, 100, 100))).toEqual([
      [[5, 5], [10, 10], [15, 5]],
      [[25, 5], [30, 10]],
    ]); // prettier-ignore
  });

  it('leaves nothing of a line that touches a border from outside', () => {
    expect(clipLines([[[-5, 0], [0, 0], [-5, 5]]], [halfPlane(1, 0, 0)])).toEqual([]); // prettier-ignore
  });

  it('keeps every stretch once', () => {
    fc.assert(
      fc.property(fc.array(vertex, { minLength: 2, maxLength: 8 }), anyBorder, (line, border) => {
        const both = [border, halfPlane(-border.a, -border.b, -border.c)].map((side) =>
          sum(clipLines([line], [side]).map(lineLength)),
        );
        const along = sum(
          line.slice(1).map((to, i) => {
            const from = line[i]!;
            const lies = Math.abs(distance(border, from)) < 1e-9 && Math.abs(distance(border, to)) < 1e-9;
            return lies ? lineLength([from, to]) : 0;
          }),
        );
        expect(sum(both) - along).toBeCloseTo(lineLength(line), 9);
      }),
    );
  });
});

describe('evenOddArea', () => {
  it('counts what crosses itself by the even-odd rule', () => {
    expect(evenOddArea([[[0, 0], [2, 2], [2, 0], [0, 2]]])).toBeCloseTo(2, 12); // prettier-ignore
    expect(evenOddArea([square(0, 0, 4, 4), square(2, 2, 6, 6)])).toBeCloseTo(24, 12);
    expect(evenOddArea([square(0, 0, 10, 10), square(4, 4, 6, 6)])).toBe(96);
    expect(evenOddArea([square(0, 0, 4, 4), square(0, 0, 4, 4)])).toBe(0);
  });

  it('agrees with counting samples', () => {
    fc.assert(
      fc.property(anyRings, (rings) => {
        // Within one sample's cell along every edge.
        const counted = SAMPLES.filter((point) => isCovered(rings, point)).length * 0.25;
        const edges = sum(rings.map((ring) => lineLength([...ring, ring[0]!])));
        expect(Math.abs(evenOddArea(rings) - counted)).toBeLessThanOrEqual(0.5 * edges + 0.5);
      }),
    );
  });

  it('adds up over the two sides of a border', () => {
    fc.assert(
      fc.property(anyRings, anyBorder, (rings, border) => {
        const sides = [border, { a: -border.a, b: -border.b, c: -border.c }];
        const areas = sides.map((side) => evenOddArea(clipRings(rings, [side])));
        expect(sum(areas)).toBeCloseTo(evenOddArea(rings), 8);
      }),
    );
  });
});

describe('nestRings', () => {
  it('gives holes to the outline around them, islands an outline of their own', () => {
    const [outer, hole, island, other] = [square(0, 0, 20, 20), square(2, 2, 18, 18), square(5, 5, 9, 9), square(30, 0, 40, 9)]; // prettier-ignore
    expect(nestRings([hole, island, other, outer])).toEqual([
      { rings: [island] },
      { rings: [other] },
      { rings: [outer, hole] },
    ]);
  });

  it('covers the same area, also where rings cross', () => {
    fc.assert(
      fc.property(anyRings, (rings) => {
        const polygons = nestRings(rings);
        expect(sum(polygons.map((polygon) => evenOddArea(polygon.rings)))).toBeCloseTo(evenOddArea(rings), 6);
      }),
    );
  });
});
