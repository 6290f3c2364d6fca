import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from './engine/raster.js';
import { withPool } from './recipe/index.js';
import { COLOURS, entryOf, picture, pictureOf, recipeOf, run } from './testing/pictures.js';
import type { Picture } from './testing/pictures.js';

describe('label maps', () => {
  const VALUES = { own: 1, a: 2, b: 3, c: 4 } as const;

  /** The value of each pixel by its colour; black is 0. */
  function valuesOf({ width, height, data }: Raster): Uint8Array {
    const values = new Uint8Array(width * height);
    for (const name of ['own', 'a', 'b', 'c'] as const) {
      const [red, green, blue] = COLOURS[name];
      for (let i = 0; i < values.length; i++)
        if (data[3 * i] === red && data[3 * i + 1] === green && data[3 * i + 2] === blue)
          values[i] = VALUES[name];
    }
    return values;
  }

  function withMap(one: Picture): Picture {
    const { width, height } = one.raster;
    const map = { kind: 'semantic', name: 'mask', width, height, data: valuesOf(one.raster) } as const;
    return { ...one, annotations: { ...one.annotations, labelMaps: [map] } };
  }

  it.each([
    'Mosaic: {target_size: [70, 90], cell_shape: [60, 80], interpolation: nearest, p: 1}',
    'CutMix: {interpolation: nearest, p: 1}',
    'CopyPaste: {num_objects_range: [1, 3], interpolation: nearest, soft_edge: 0, p: 1}',
  ])('have the value of what is seen at each pixel: %s', (transform) => {
    const recipe = recipeOf(transform);
    fc.assert(
      fc.property(picture('own'), picture('a'), picture('b'), picture('c'), (...pictures) => {
        const [own, ...others] = pictures.map(withMap) as [Picture, ...Picture[]];
        const pooled = withPool(recipe, others.map(entryOf));
        const maps = new Map(others.map((other) => [`${other.name}.png`, other.annotations.labelMaps]));
        const { raster, annotations } = run(pooled, own, others, 1, maps);
        expect(annotations.labelMaps).toHaveLength(1);
        expect(annotations.labelMaps[0]!.data).toEqual(valuesOf(raster));
      }),
      { numRuns: 30 },
    );
  });

  it('are those of the image that weighs at least as much, and background where it has none', () => {
    const own = withMap(pictureOf('own', { width: 30, height: 30 }, [5, 5, 20, 20]));
    const other = withMap(pictureOf('a', { width: 30, height: 30 }, [0, 0, 30, 30]));
    const recipe = withPool(recipeOf('MixUp: {p: 1}'), [other].map(entryOf));
    const maps = new Map([['a.png', other.annotations.labelMaps]]);
    for (let variant = 1; variant <= 12; variant++) {
      const { annotations, plan } = run(recipe, own, [other], variant, maps);
      const { share } = plan.steps[0]!.sampled as { readonly share: number };
      const expected = share > 0.5 ? own : other;
      expect(annotations.labelMaps[0]!.data).toEqual(expected.annotations.labelMaps[0]!.data);
      if (share > 0.5) continue;
      const unmasked = run(recipe, own, [other], variant);
      expect(unmasked.annotations.labelMaps[0]!.data.every((value) => value === 0)).toBe(true);
    }
  });

  it('whose values stand for other classes are refused', () => {
    const own = withMap(pictureOf('own', { width: 30, height: 30 }, [5, 5, 20, 20]));
    const [map] = own.annotations.labelMaps;
    const maps = new Map([['a.png', [{ ...map!, classes: [{ value: 1, class: 'x' }] }]]]);
    const other = pictureOf('a', { width: 30, height: 30 }, [0, 0, 30, 30]);
    const recipe = withPool(recipeOf('MixUp: {p: 1}'), [other].map(entryOf));
    expect(() => run(recipe, own, [other], 1, maps)).toThrow(
      'a.png: the values of its masks stand for other classes',
    );
  });
});
