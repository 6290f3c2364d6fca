import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../transforms/catalogue.js';
import { samplePlan } from './sample.js';
import { cutOf, drawnBy, numberOf, outputAt, outputsOf, tileIn } from './tiles.js';

const tiling = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 6 }),
  overlap: fc.double({ min: 0, max: 0.9, noNaN: true }),
  of: fc.constantFrom('images' as const, 'variants' as const),
});
const frame = fc.record({
  width: fc.integer({ min: 6, max: 999 }),
  height: fc.integer({ min: 6, max: 999 }),
});

describe('tiles', () => {
  it('have one size, lie inside, begin and end at the edges, and share at least the overlap', () => {
    fc.assert(
      fc.property(frame, tiling, (whole, tiles) => {
        const count = tiles.rows * tiles.columns;
        const places = Array.from({ length: count }, (_, i) => tileIn(whole, { ...tiles, tile: i + 1 }));
        const first = places[0]!;
        for (const [i, { x, y, width, height }] of places.entries()) {
          expect([width, height]).toEqual([first.width, first.height]);
          expect(Math.min(x, y, whole.width - x - width, whole.height - y - height)).toBeGreaterThanOrEqual(
            0,
          );
          const after = (i + 1) % tiles.columns === 0 ? undefined : places[i + 1]!;
          if (after) expect(x + width - after.x).toBeGreaterThanOrEqual(Math.floor(tiles.overlap * width));
          const below = places[i + tiles.columns];
          if (below) expect(y + height - below.y).toBeGreaterThanOrEqual(Math.floor(tiles.overlap * height));
        }
        const last = places.at(-1)!;
        expect([first.x, first.y]).toEqual([0, 0]);
        expect([last.x + last.width, last.y + last.height]).toEqual([whole.width, whole.height]);
      }),
    );
  });

  it('are as large as whole pixels allow, without waste', () => {
    const rows = { rows: 1, of: 'images', tile: 2 } as const;
    expect(tileIn({ width: 100, height: 50 }, { ...rows, columns: 2, overlap: 0 })).toEqual({
      ...{ x: 50, y: 0, width: 50, height: 50 },
    });
    expect(tileIn({ width: 150, height: 50 }, { ...rows, columns: 2, overlap: 0.5 })).toMatchObject({
      ...{ x: 50, width: 100 },
    });
  });

  it('have numbers that tell variant and tile', () => {
    fc.assert(
      fc.property(tiling, fc.integer({ min: 0, max: 50 }), (tiles, variant) => {
        const numbers = outputsOf(variant, { tiles });
        expect(numbers.map((number) => numberOf(outputAt(number, { tiles }), { tiles }))).toEqual(numbers);
        for (const number of numbers) expect(outputAt(number, { tiles }).variant).toBe(variant);
        const next = outputsOf(variant + 1, { tiles });
        expect(next[0]).toBeGreaterThan(numbers.at(-1)!);
      }),
    );
    expect(outputsOf(3, {})).toEqual([3]);
    expect(outputAt(3, {})).toEqual({ variant: 3 });
  });
});

describe('the Plan of a tile', () => {
  const source = {
    ...{
      key: 'a.jpg',
      imageSha256: 'ab'.repeat(32),
      frame: { width: 100, height: 60 },
      channels: 3 as const,
    },
    annotations: { width: 100, height: 60, objects: [], labelMaps: [], tags: [] },
  };
  const node = (name: 'Rotate' | 'Transpose') => ({
    ...{ transform: catalogue[name], p: 1, children: [] },
    parameters: catalogue[name].schema.parse({}),
  });
  const planOf = (of: 'images' | 'variants', number: number) => {
    const tiles = { rows: 1, columns: 2, overlap: 0, of };
    const recipe = { seed: '1', preprocess: [node('Transpose')], transforms: [node('Rotate')] };
    return samplePlan(recipe, source, drawnBy(number, { tiles }), cutOf(number, { tiles }));
  };
  const pathsOf = (of: 'images' | 'variants') => planOf(of, 3).steps.map(({ path }) => path);

  it('cuts the image behind preprocess, and each tile is transformed by itself', () => {
    expect(pathsOf('images')).toEqual(['preprocess/Transpose', 'tiles', 'Rotate']);
    const [, cut, first] = planOf('images', 2).steps;
    const [, other, second] = planOf('images', 3).steps;
    expect(cut).toMatchObject({
      sampled: { row: 1, column: 1 },
      operations: [{ x: 0, width: 30, height: 100 }],
    });
    expect(other).toMatchObject({ sampled: { row: 1, column: 2 }, operations: [{ x: 30 }] });
    expect(second!.sampled).not.toEqual(first!.sampled);
  });

  it('or cuts the variant, of which all tiles are drawn once', () => {
    expect(pathsOf('variants')).toEqual(['preprocess/Transpose', 'Rotate', 'tiles']);
    expect(planOf('variants', 2).steps[1]).toEqual(planOf('variants', 3).steps[1]);
    expect(planOf('variants', 2).steps[1]).not.toEqual(planOf('variants', 4).steps[1]);
  });
});
