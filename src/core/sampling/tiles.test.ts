import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import { planOperations } from '../plan/plan.js';
import type { Recipe } from '../recipe/schema.js';
import { tiles as schema } from '../recipe/tiles-schema.js';
import { catalogue } from '../transforms/catalogue.js';
import { sampleOutputs, samplePlan } from './sample.js';
import { cutsOf } from './tiles.js';

type Tiles = NonNullable<Recipe['tiles']>;

const grid = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 6 }),
  overlap: fc.double({ min: 0, max: 0.9, noNaN: true }),
});
const frame = fc.record({
  width: fc.integer({ min: 6, max: 999 }),
  height: fc.integer({ min: 6, max: 999 }),
});
const NO_LABELS = { objects: [], labelMaps: [], tags: [] };

const labelled = (whole: Frame, objects: readonly AnnotatedObject[]): Annotations => ({
  ...{ ...whole, ...NO_LABELS },
  objects,
});
const cutsIn = (whole: Frame, tiles: unknown, objects: readonly AnnotatedObject[] = []): Rectangle[] =>
  cutsOf({ ...whole, annotations: labelled(whole, objects) }, schema.parse(tiles)).map(
    ({ rectangle }) => rectangle,
  );
const isInside = ({ x, y, width, height }: Rectangle, whole: Frame) =>
  x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= whole.width && y + height <= whole.height;

describe('tiles by their number', () => {
  it('have one size, lie inside, begin and end at the edges, and share at least the overlap', () => {
    fc.assert(
      fc.property(frame, grid, (whole, tiles) => {
        const places = cutsIn(whole, tiles);
        expect(places).toHaveLength(tiles.rows * tiles.columns);
        const first = places[0]!;
        for (const [i, place] of places.entries()) {
          const { x, y, width, height } = place;
          expect([width, height]).toEqual([first.width, first.height]);
          expect(isInside(place, whole)).toBe(true);
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
    expect(cutsIn({ width: 100, height: 50 }, { columns: 2 })[1]).toEqual({
      ...{ x: 50, y: 0, width: 50, height: 50 },
    });
    expect(cutsIn({ width: 150, height: 50 }, { columns: 2, overlap: 0.5 })[1]).toMatchObject({
      ...{ x: 50, width: 100 },
    });
  });
});

describe('tiles by their size', () => {
  const sides = fc.tuple(fc.integer({ min: 30, max: 400 }), fc.integer({ min: 30, max: 400 }));
  const overlap = fc.double({ min: 0, max: 0.6, noNaN: true });

  it('have it, cover the frame, and lie by steps of the size without its overlap, except the last ones', () => {
    fc.assert(
      fc.property(frame, sides, overlap, (whole, size, share) => {
        const [height, width] = size;
        const places = cutsIn(whole, { size, overlap: share });
        const rows = new Set(places.map(({ y }) => y)).size;
        const columns = new Set(places.map(({ x }) => x)).size;
        expect(places).toHaveLength(rows * columns);
        for (const [i, place] of places.entries()) {
          expect(isInside(place, whole)).toBe(true);
          expect([place.width, place.height]).toEqual([
            Math.min(width, whole.width),
            Math.min(height, whole.height),
          ]);
          const [row, column] = [Math.floor(i / columns), i % columns];
          const step = (side: number) => side - Math.floor(side * share);
          const { x, y } = place;
          if (column < columns - 1) expect(x).toBe(column * step(width));
          else expect(x + place.width).toBe(whole.width);
          if (row < rows - 1) expect(y).toBe(row * step(height));
          else expect(y + place.height).toBe(whole.height);
          // No tile could be left out.
          if (column < columns - 1) expect(x + place.width).toBeLessThan(whole.width);
          if (row < rows - 1) expect(y + place.height).toBeLessThan(whole.height);
        }
      }),
    );
  });

  it('lie where SAHI slices', () => {
    // From sahi.slicing.get_slice_bboxes(480, 1000, 256, 256, overlap_height_ratio=0.2, overlap_width_ratio=0.2).
    const places = cutsIn({ width: 1000, height: 480 }, { size: [256, 256], overlap: 0.2 });
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      ...[0, 205, 410, 615, 744].map((x) => [x, 0]),
      ...[0, 205, 410, 615, 744].map((x) => [x, 205]),
      ...[0, 205, 410, 615, 744].map((x) => [x, 224]),
    ]);
  });

  it('are few enough', () => {
    const one = () => cutsIn({ width: 999, height: 999 }, { size: [2, 2] });
    expect(one).toThrow(/^tiles: its 999 × 999 pixels come to 250000 tiles, and at most 10000 are cut/);
  });
});

describe('tiles around objects', () => {
  const whole = { width: 100, height: 80 };
  const box = (...[x0, y0, x1, y1]: [number, number, number, number]): AnnotatedObject => ({
    ...{ class: 'car', box: [x0, y0, x1, y1] },
  });

  it('show all of each object and its margin, and lie inside', () => {
    const side = fc.double({ min: -20, max: 120, noNaN: true });
    const boxes = fc.tuple(side, side, side, side).map(([a, b, c, d]) => {
      return [Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d)] as const;
    });
    fc.assert(
      fc.property(boxes, fc.double({ min: 0, max: 3, noNaN: true }), (given, margin) => {
        const [place] = cutsIn(whole, { objects: { margin } }, [{ class: 'car', box: given }]);
        const [x0, x1] = [Math.max(given[0], 0), Math.min(given[2], whole.width)];
        const [y0, y1] = [Math.max(given[1], 0), Math.min(given[3], whole.height)];
        if (x0 >= x1 || y0 >= y1) {
          expect(place).toBeUndefined();
          return;
        }
        expect(isInside(place!, whole)).toBe(true);
        const { x, y, width, height } = place!;
        expect(x).toBeLessThanOrEqual(Math.max(x0 - margin * (x1 - x0), 0) + 0.01);
        expect(y + height).toBeGreaterThanOrEqual(Math.min(y1 + margin * (y1 - y0), whole.height) - 0.01);
        expect(width).toBeLessThan((x1 - x0) * (1 + 2 * margin) + 2.1);
      }),
    );
  });

  it('begin and end at the edges of pixels that a rounded label means', () => {
    expect(cutsIn(whole, { objects: {} }, [box(10.004, 19.996, 30.003, 39.998)])).toEqual([
      { x: 10, y: 20, width: 20, height: 20 },
    ]);
    expect(cutsIn(whole, { objects: {} }, [box(99.995, 0, 100, 0.004)])).toEqual([
      { x: 99, y: 0, width: 1, height: 1 },
    ]);
  });

  it('are one for each object: none for what has no area, for a crowd, nor for the same object in another file', () => {
    const objects: AnnotatedObject[] = [
      box(10, 10, 20, 20),
      { ...box(10, 10, 20, 20), double: true },
      { ...box(0, 0, 90, 70), crowd: true },
      box(120, 10, 140, 20),
      box(30, 30, 30, 60),
      { class: 'dot', keypoints: [{ x: 40, y: 40, visibility: 2 }] },
      {
        class: 'hill',
        polygons: [
          {
            rings: [
              [
                [50, 50],
                [60, 50],
                [55, 60],
              ],
            ],
          },
        ],
      },
    ];
    expect(cutsIn(whole, { objects: {} }, objects)).toEqual([
      { x: 10, y: 10, width: 10, height: 10 },
      { x: 50, y: 50, width: 10, height: 10 },
    ]);
  });
});

describe('the Plans of tiles', () => {
  const whole = { width: 100, height: 60 };
  const objects: AnnotatedObject[] = [
    { class: 'left', box: [10, 10, 30, 30] },
    { class: 'car', box: [60, 20, 90, 50] },
  ];
  const source = {
    ...{ key: 'a.jpg', imageSha256: 'ab'.repeat(32), frame: whole, channels: 3 as const },
    annotations: labelled(whole, objects),
  };
  const node = (name: 'Rotate' | 'Transpose' | 'HorizontalFlip', p = 1) => ({
    ...{ transform: catalogue[name], p, children: [] },
    parameters: catalogue[name].schema.parse({}),
  });
  const recipeOf = (tiles: unknown, ...transforms: ReturnType<typeof node>[]) => ({
    ...{ seed: '1', preprocess: [node('Transpose')], transforms },
    tiles: schema.parse(tiles) as Tiles,
  });
  const outputsOf = (tiles: unknown, variant: number) =>
    sampleOutputs(recipeOf(tiles, node('Rotate')), source, variant);
  const pathsOf = (tiles: unknown, variant = 1) =>
    outputsOf(tiles, variant).map(({ plan }) => plan.steps.map(({ path }) => path).join(' '));

  it('cut the image behind preprocess, and each tile is transformed by itself', () => {
    expect(pathsOf({ columns: 2 })).toEqual(Array(2).fill('preprocess/Transpose tiles Rotate'));
    const [[, cut, first], [, other, second]] = outputsOf({ columns: 2 }, 1).map(
      ({ plan }) => plan.steps,
    ) as [never[], never[]];
    expect(cut).toMatchObject({
      sampled: { row: 1, column: 1 },
      operations: [{ x: 0, width: 30, height: 100 }],
    });
    expect(other).toMatchObject({ sampled: { row: 1, column: 2 }, operations: [{ x: 30 }] });
    expect(second).not.toEqual(first);
  });

  it('draw by the number v × n + t − 1', () => {
    const tiles = outputsOf({ columns: 3 }, 2);
    const recipe = { ...recipeOf({}, node('Rotate')), preprocess: [] };
    for (const { tile, plan } of tiles)
      expect(plan.steps.at(-1)!.sampled).toEqual(
        samplePlan(recipe, source, 2 * 3 + tile! - 1).steps.at(-1)!.sampled,
      );
  });

  it('or cut the variant, of which all tiles are drawn once', () => {
    const tiles = { columns: 2, of: 'variants' };
    expect(pathsOf(tiles)).toEqual(Array(2).fill('preprocess/Transpose Rotate tiles'));
    const [first, second] = outputsOf(tiles, 1);
    const [third] = outputsOf(tiles, 2);
    expect(second!.plan.steps[1]).toEqual(first!.plan.steps[1]);
    expect(third!.plan.steps[1]).not.toEqual(first!.plan.steps[1]);
    expect(pathsOf(tiles, 0)).toEqual(['preprocess/Transpose']);
  });

  it('are as many as the frame behind preprocess has, or the variant', () => {
    expect(outputsOf({ size: [30, 30] }, 1)).toHaveLength(2 * 4);
    expect(outputsOf({ size: [100, 30] }, 0)).toHaveLength(2);
    const turned = recipeOf({ size: [60, 30], of: 'variants' }, node('Transpose'));
    expect(sampleOutputs(turned, source, 1)).toHaveLength(4);
  });

  it('follow objects into the variant, with the classes that they have there', () => {
    const options = { swapping: { names: new Map([['left', 'right']]) } };
    for (const of of ['images', 'variants']) {
      const recipe = { ...recipeOf({ objects: {}, of }, node('HorizontalFlip')), preprocess: [] };
      const [first, second] = sampleOutputs(recipe, source, 1, options);
      expect([first, second]).toMatchObject([
        { variant: 1, tile: 1, class: 'right' },
        { variant: 1, tile: 2, class: 'car' },
      ]);
      const windows = planOperations(second!.plan).filter(({ kind }) => kind === 'window');
      const x = of === 'images' ? 60 : 10;
      expect(windows).toMatchObject([{ x, y: 20, width: 30, height: 30 }]);
      expect(sampleOutputs(recipe, source, 0, options)[0]).toMatchObject({ tile: 1, class: 'left' });
    }
  });

  it('are none where no object is left', () => {
    const options = { filter: { min_visibility: 0, min_area: 900, min_width: 0, min_height: 0 } };
    const recipe = { ...recipeOf({ objects: {} }), preprocess: [] };
    expect(sampleOutputs(recipe, source, 1, options)).toMatchObject([{ tile: 1, class: 'car' }]);
    const bare = { ...source, annotations: labelled(whole, []) };
    expect(sampleOutputs(recipe, bare, 1)).toEqual([]);
  });
});
