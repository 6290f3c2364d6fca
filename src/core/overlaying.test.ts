import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelMap } from './annotations/model.js';
import type { Raster } from './engine/raster.js';
import { withPool } from './recipe/index.js';
import { COLOURS, entryOf, found, picture, pictureOf, recipeOf, run } from './testing/pictures.js';
import type { Picture } from './testing/pictures.js';

/** White, opaque in its right half, without labels. */
function sticker(width: number, height: number): Picture {
  const { annotations, ...rest } = pictureOf('c', { width, height }, [0, 0, width, height]);
  const alpha = Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 255));
  return {
    ...rest,
    raster: { ...rest.raster, alpha } as Raster,
    annotations: { ...annotations, objects: [] },
  };
}

describe('OverlayElements', () => {
  it('shows what the labels of an element outline, with its label, and hides what that covers', () => {
    const recipe = recipeOf('OverlayElements: {scale_range: [0.3, 1], p: 1}');
    fc.assert(
      fc.property(picture('own'), picture('b'), fc.integer({ min: 1, max: 1000 }), (own, other, variant) => {
        const pooled = withPool(recipe, [own, other].map(entryOf));
        const { raster, annotations } = run(pooled, own, [other], variant);
        const label = annotations.objects.find((object) => object.class === 'b');
        const seen = found(raster, 'b');
        expect(label).toBeDefined();
        label!.box!.forEach((edge, i) => {
          expect(Math.abs(edge - seen![i]!)).toBeLessThanOrEqual(1);
        });
        expect(raster).toMatchObject({ width: own.annotations.width, height: own.annotations.height });
        if (!found(raster, 'own'))
          expect(annotations.objects.some((object) => object.class === 'own')).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the image around the objects of an element as it is', () => {
    const own = pictureOf('own', { width: 40, height: 20 }, [0, 0, 40, 20]);
    const other = pictureOf('b', { width: 10, height: 10 }, [2, 3, 6, 9]);
    const pooled = withPool(recipeOf('OverlayElements: {p: 1}'), [own, other].map(entryOf));
    const { data } = run(pooled, own, [other]).raster;
    const count = (channel: number) =>
      [...data].filter((level, i) => i % 3 === channel && level === 255).length;
    expect([count(0), count(2)]).toEqual([800 - 24, 24]);
  });

  it.each([false, true])('shows an element as far as it is opaque; the image has alpha: %s', (hasAlpha) => {
    const own = pictureOf('own', { width: 40, height: 20 }, [0, 0, 40, 20]);
    const seeThrough = { ...own.raster, alpha: new Uint8Array(800).fill(90) } as Raster;
    const image = hasAlpha ? { ...own, raster: seeThrough } : own;
    const other = sticker(10, 10);
    const pooled = withPool(recipeOf('OverlayElements: {p: 1}'), [own, other].map(entryOf));
    const { raster, plan } = run(pooled, image, [other]);
    const { places } = plan.steps[0]!.sampled as unknown as { places: readonly [[number, number]] };
    const [[x, y]] = places;
    expect(found(raster, 'c')).toEqual([x + 5, y, x + 10, y + 10]);
    expect(found(raster, 'own')).toEqual([0, 0, 40, 20]);
    const opaque = [...(raster.alpha ?? [])].filter((level) => level === 255).length;
    expect(opaque).toBe(hasAlpha ? 50 : 0);
    if (hasAlpha) expect([...raster.alpha!].filter((level) => level === 90).length).toBe(750);
  });

  it('fills a box, and hides objects below what is opaque of it', () => {
    const own = pictureOf('own', { width: 40, height: 20 }, [10, 5, 20, 10]);
    const other = sticker(64, 8);
    const filling = (bbox: string, minimum = 0.6) => {
      const rules = `labels: {min_visibility: ${minimum}}`;
      const recipe = recipeOf(`OverlayElements: {bbox: ${bbox}, p: 1}`, rules);
      return run(withPool(recipe, [own, other].map(entryOf)), own, [other]);
    };
    const { raster, annotations } = filling('[0.25, 0.5, 0.75, 1]');
    expect(found(raster, 'c')).toEqual([20, 10, 30, 20]);
    expect(annotations.objects).toHaveLength(1);
    // It covers 15 of 50 pixels, and its rectangle 30.
    expect(filling('[0.25, 0.25, 0.5, 0.4]', 0.69).annotations.objects).toHaveLength(1);
    expect(filling('[0.25, 0.25, 0.5, 0.4]', 0.71).annotations.objects).toHaveLength(0);
  });

  it('hides nothing where it is transparent, however it came there, and counts the rest to the pixel', () => {
    const preprocess = fc.constantFrom(
      '',
      'preprocess: [HorizontalFlip: {p: 1}]',
      'preprocess: [Crop: {x_min: 3, y_min: 2, x_max: 19, y_max: 20}, PadIfNeeded: {min_height: 24, min_width: 24}]',
    );
    const least = fc.integer({ min: 1, max: 99 }).map((hundredths) => hundredths / 100 + 0.0001);
    const pattern = fc.array(fc.boolean(), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(picture('own'), pattern, preprocess, least, (own, cells, before, minimum) => {
        const other = patterned(24, cells);
        const make = (transforms: string, rules = '') => {
          const recipe = recipeOf(transforms, `${before}\n${rules}`);
          return run(withPool(recipe, [own, other].map(entryOf)), own, [other]);
        };
        const overlaid = 'OverlayElements: {p: 1}';
        const seen = count(make(overlaid).raster, 'own') / count(own.raster, 'own');
        const { objects } = make(overlaid, `labels: {min_visibility: ${minimum}}`).annotations;
        expect(objects).toHaveLength(seen >= minimum ? 1 : 0);
      }),
      { numRuns: 80 },
    );
  });

  it('leaves masks as they are where it is transparent', () => {
    const own = pictureOf('own', { width: 40, height: 20 }, [0, 0, 40, 20]);
    const map: LabelMap = {
      kind: 'semantic',
      name: 'm',
      width: 40,
      height: 20,
      data: new Uint8Array(800).fill(7),
    };
    const image = { ...own, annotations: { ...own.annotations, labelMaps: [map] } };
    const other = sticker(10, 10);
    const pooled = withPool(recipeOf('OverlayElements: {p: 1}'), [own, other].map(entryOf));
    const { data } = run(pooled, image, [other]).annotations.labelMaps[0]!;
    expect([...data].filter((value) => value === 0)).toHaveLength(50);
  });
});

/** White, without labels, and opaque in some of 6 × 6 cells. */
function patterned(side: number, cells: readonly boolean[]): Picture {
  const { annotations, ...rest } = sticker(side, side);
  const cell = side / 6;
  const alpha = Uint8Array.from({ length: side * side }, (_, i) =>
    cells[6 * Math.floor(i / side / cell) + Math.floor((i % side) / cell)] ? 255 : 0,
  );
  return { ...rest, annotations, raster: { ...rest.raster, alpha } as Raster };
}

/** Pixels of a picture's colour. */
function count({ width, height, data }: Raster, name: 'own'): number {
  const [red, green, blue] = COLOURS[name];
  let found = 0;
  for (let i = 0; i < 3 * width * height; i += 3)
    found += Number(data[i] === red && data[i + 1] === green && data[i + 2] === blue);
  return found;
}
