import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecipeError } from './errors.js';
import type { Frame } from './geometry/types.js';
import { mixedSources } from './plan/plan.js';
import { parseRecipe, recipeDigest, withPool } from './recipe/index.js';
import { entryOf, found, picture, pictureOf, recipeOf, run } from './testing/pictures.js';
import type { Name } from './testing/pictures.js';

describe('Mosaic', () => {
  it.each(['cover', 'contain'])('has every label where its object is in the pixels: %s', (fit) => {
    const parameters = `{target_size: [70, 90], cell_shape: [60, 80], center_range: [0.1, 0.9], fit_mode: ${fit}, p: 1}`;
    const recipe = recipeOf(`Mosaic: ${parameters}`);
    fc.assert(
      fc.property(picture('own'), picture('a'), picture('b'), picture('c'), (own, ...others) => {
        const pooled = withPool(recipe, [own, ...others].map(entryOf));
        const { raster, annotations, plan } = run(pooled, own, others);
        expect(raster).toMatchObject({ width: 90, height: 70 });
        expect(mixedSources(plan).length).toBe(3);
        for (const { name } of [own, ...others]) {
          const label = annotations.objects.find((object) => object.class === name);
          const seen = found(raster, name);
          if (!label) {
            expect(seen).toBeUndefined();
            continue;
          }
          const [x0, y0, x1, y1] = label.box!;
          // Less than half a pixel of an object shows in no pixel.
          if (Math.min(x1 - x0, y1 - y0) < 1) continue;
          expect(seen).toBeDefined();
          label.box!.forEach((edge, i) => {
            expect(Math.abs(edge - seen![i]!)).toBeLessThanOrEqual(0.51);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows the image itself in the largest cell, and again where the pool has too few', () => {
    const own = pictureOf('own', { width: 40, height: 40 }, [10, 10, 20, 20]);
    const recipe = withPool(recipeOf('Mosaic: {p: 1}'), [own].map(entryOf));
    const { plan, annotations } = run(recipe, own, []);
    const [operation] = plan.steps[0]!.operations;
    expect(operation).toMatchObject({ kind: 'mix', width: 512, height: 512 });
    expect(mixedSources(plan)).toEqual([]);
    expect(annotations.objects.length).toBeGreaterThan(0);
  });
});

describe('MixUp', () => {
  it('keeps the labels of both images, at their places', () => {
    const own = pictureOf('own', { width: 60, height: 40 }, [2, 3, 20, 30]);
    const other = pictureOf('a', { width: 120, height: 80 }, [60, 40, 100, 80]);
    const recipe = withPool(recipeOf('MixUp: {p: 1}'), [own, other].map(entryOf));
    const { annotations, raster, plan } = run(recipe, own, [other]);
    expect(annotations.objects).toEqual([
      { class: 'own', box: [2, 3, 20, 30] },
      { class: 'a', box: [30, 20, 50, 40] },
    ]);
    const { share } = plan.steps[0]!.sampled as { readonly share: number };
    const at = (x: number, y: number) =>
      Array.from(raster.data.subarray(3 * (y * 60 + x), 3 * (y * 60 + x) + 3));
    expect(at(5, 5)[0]).toBe(Math.round(255 * share));
    expect(at(40, 30)[1]).toBe(Math.round(255 * (1 - share)));
  });

  it('leaves the image alone where the pool has no other', () => {
    const own = pictureOf('own', { width: 60, height: 40 }, [2, 3, 20, 30]);
    const recipe = withPool(recipeOf('MixUp: {p: 1}'), [own].map(entryOf));
    expect(run(recipe, own, []).plan.steps[0]!.operations).toEqual([]);
  });
});

describe('CutMix', () => {
  it('has the label of the other image where its object is in the pixels, and hides what it covers', () => {
    const recipe = recipeOf('CutMix: {alpha: 2, p: 1}');
    fc.assert(
      fc.property(picture('own'), picture('b'), fc.integer({ min: 1, max: 1000 }), (own, other, variant) => {
        const pooled = withPool(recipe, [own, other].map(entryOf));
        const { raster, annotations } = run(pooled, own, [other], variant);
        const label = annotations.objects.find((object) => object.class === 'b');
        const seen = found(raster, 'b');
        // An edge that goes through the centres of a row of pixels shows them at half, and no centre lies inside.
        const isRow = seen && Math.min(seen[2] - seen[0], seen[3] - seen[1]) <= 1;
        if (!label) expect(seen === undefined || isRow).toBe(true);
        else if (Math.min(label.box![2] - label.box![0], label.box![3] - label.box![1]) >= 1)
          label.box!.forEach((edge, i) => {
            expect(Math.abs(edge - seen![i]!)).toBeLessThanOrEqual(0.51);
          });
        const isOwnSeen = found(raster, 'own') !== undefined;
        expect(annotations.objects.some((object) => object.class === 'own')).toBe(isOwnSeen);
      }),
      { numRuns: 60 },
    );
  });

  it('replaces about half of the image by default, less what lies beyond its edges', () => {
    const own = pictureOf('own', { width: 100, height: 100 }, [0, 0, 20, 20]);
    const other = pictureOf('a', { width: 100, height: 100 }, [0, 0, 20, 20]);
    const recipe = withPool(recipeOf('CutMix: {p: 1}'), [own, other].map(entryOf));
    const areas = Array.from({ length: 400 }, (_, i) => {
      const { width, height } = run(recipe, own, [other], i + 1).plan.steps[0]!.sampled as unknown as Frame;
      return (width * height) / 10_000;
    });
    // Of a side s, drawn about any pixel, the frame has s − s² / 4 on average.
    const expected = mean(
      Array.from({ length: 1000 }, (_, i) => ((s) => (s - s ** 2 / 4) ** 2)(Math.sqrt((i + 0.5) / 1000))),
    );
    expect(Math.abs(mean(areas) - expected)).toBeLessThan(0.05);
  });
});

describe('CopyPaste', () => {
  it('has the label of each pasted object where it is in the pixels', () => {
    const recipe = recipeOf(
      'CopyPaste: {num_objects_range: [1, 3], soft_edge: 0, interpolation: nearest, p: 1}',
    );
    const seed = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(picture('own'), picture('a'), picture('b'), seed, (own, a, b, variant) => {
        const pooled = withPool(recipe, [a, b].map(entryOf));
        const { raster, annotations, plan } = run(pooled, own, [a, b], variant);
        expect(raster).toMatchObject({ width: own.raster.width, height: own.raster.height });
        const pasted = annotations.objects.filter((object) => object.class !== 'own');
        // A later one may cover an earlier one completely.
        expect(pasted.length).toBeLessThanOrEqual(mixedSources(plan).length);
        // The last one covers others, and nothing covers it.
        const last = pasted.at(-1)!;
        const seen = found(raster, last.class as Name)!;
        last.box!.forEach((edge, i) => {
          expect(Math.abs(edge - seen[i]!)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the image alone where the others have no objects', () => {
    const own = pictureOf('own', { width: 40, height: 30 }, [2, 2, 20, 20]);
    const empty = { ...own, name: 'a' as const, annotations: { ...own.annotations, objects: [] } };
    const recipe = withPool(recipeOf('CopyPaste: {p: 1}'), [empty].map(entryOf));
    expect(run(recipe, own, []).plan.steps[0]!.operations).toEqual([]);
  });

  it('cuts out polygons, and what they cover of others counts as hidden', () => {
    const own = pictureOf('own', { width: 60, height: 60 }, [20, 20, 40, 40]);
    const plain = pictureOf('a', { width: 60, height: 60 }, [0, 0, 60, 60]);
    const rings = [[[0, 0], [60, 0], [0, 60]]] as const; // prettier-ignore
    const triangle = { class: 'a', polygons: [{ rings }] };
    const other = { ...plain, annotations: { ...plain.annotations, objects: [triangle] } };
    const exact = 'num_objects_range: [1, 1], scale_range: [1, 1], flip: 0, soft_edge: 0, p: 1';
    const filtered = (share: number) => {
      const rules = `labels: {min_visibility: ${share}}`;
      const recipe = withPool(recipeOf(`CopyPaste: {${exact}}`, rules), [other].map(entryOf));
      const { raster, annotations } = run(recipe, own, [other]);
      const green = raster.data.filter((level, i) => i % 3 === 1 && level === 255).length;
      return { green, kept: annotations.objects.map((object) => object.class) };
    };
    // Pixels whose centres lie above the diagonal: half of the frame, less half of the diagonal's own.
    expect(filtered(0).green).toBe((60 * 59) / 2);
    expect(filtered(0.5).kept).toEqual(['own', 'a']);
    expect(filtered(0.55).kept).toEqual(['a']);
  });
});

describe('transforms that take a trait of another image', () => {
  it.each([
    'FDA: {beta_limit: [0.2, 0.4], p: 1}',
    'HistogramMatching: {p: 1}',
    'PixelDistributionAdaptation: {p: 1}',
  ])('%s: leaves all labels, and names the other image', (transform) => {
    const own = pictureOf('own', { width: 60, height: 40 }, [2, 3, 20, 30]);
    const other = pictureOf('a', { width: 120, height: 80 }, [60, 40, 100, 80]);
    const pooled = withPool(recipeOf(transform), [own, other].map(entryOf));
    const { annotations, raster, plan } = run(pooled, own, [other]);
    expect(annotations).toBe(own.annotations);
    expect(raster.data).not.toEqual(own.raster.data);
    expect(mixedSources(plan)).toMatchObject([{ key: 'a.png' }]);
    expect(plan.steps[0]!.sampled).toMatchObject({ others: ['a.png'] });
    const alone = withPool(recipeOf(transform), [entryOf(own)]);
    expect(run(alone, own, []).plan.steps[0]!.operations).toEqual([]);
  });
});

describe('what is mixed in', () => {
  const own = pictureOf('own', { width: 60, height: 40 }, [2, 3, 20, 30]);
  const others = (['a', 'b', 'c'] as const).map((name) =>
    pictureOf(name, { width: 30, height: 50 }, [5, 5, 20, 20]),
  );

  it('goes through preprocess first', () => {
    const recipe = withPool(
      recipeOf('MixUp: {p: 1}', 'preprocess: [Letterbox: {size: 64}]'),
      others.map(entryOf),
    );
    const { plan, annotations } = run(recipe, own, others);
    expect(annotations).toMatchObject({ width: 64, height: 64 });
    const mix = plan.steps[1]!.operations[0]!;
    if (mix.kind !== 'mix') throw new Error('no mix');
    expect(mix.layers[1]!.operations.map(({ kind }) => kind)).toEqual(['warp', 'window']);
  });

  it('has the classes of the Recipe', () => {
    const rules = 'labels: {classes: {rename: {a: cat}, drop: [b]}}';
    const recipe = withPool(
      recipeOf('Mosaic: {p: 1, target_size: [60, 60], cell_shape: [60, 60]}', rules),
      others.map(entryOf),
    );
    const classes = Array.from({ length: 20 }, (_, i) => run(recipe, own, others, i + 1))
      .flatMap(({ annotations }) => annotations.objects)
      .map((object) => object.class);
    expect(new Set(classes)).toEqual(new Set(['own', 'cat', 'c']));
  });

  it('is a matter of the variant alone, not of the others', () => {
    const recipe = withPool(recipeOf('MixUp'), others.map(entryOf));
    const [first, again] = [run(recipe, own, others, 7), run(recipe, own, others, 7)];
    expect(first).toEqual(again);
    const drawn = Array.from({ length: 60 }, (_, i) => mixedSources(run(recipe, own, others, i + 1).plan));
    expect(new Set(drawn.flat().map(({ key }) => key))).toEqual(new Set(['a.png', 'b.png', 'c.png']));
  });

  it('decides the digest of a Recipe that mixes, and of no other', () => {
    const mixing = recipeOf('MixUp');
    expect(() => recipeDigest(mixing)).toThrow(RecipeError);
    const digest = (count: number) => recipeDigest(withPool(mixing, others.slice(0, count).map(entryOf)));
    expect(digest(3)).not.toBe(digest(2));
    expect(digest(3)).toBe(recipeDigest(withPool(mixing, others.toReversed().map(entryOf))));
    const plain = parseRecipe('transforms: [NoOp]', 'r.yaml');
    expect(recipeDigest(recipeOf('NoOp'))).toBe(recipeDigest(plain));
  });

  it('has to be named by the Recipe', () => {
    const read = () => parseRecipe('transforms: [NoOp, OneOf: {transforms: [Mosaic, NoOp]}]', 'r.yaml');
    expect(read).toThrow(
      /r\.yaml:1:\d+: transforms\[1\]\.OneOf: it mixes in other images.*mix: \{pool: pool\.json\}.*augment pool INPUT/,
    );
  });

  it('cannot be mixed with masks of single objects, which is said before anything is drawn', () => {
    const labelMap = {
      kind: 'instance',
      name: 'm',
      width: 60,
      height: 40,
      data: new Uint8Array(2400),
    } as const;
    const masked = { ...own, annotations: { ...own.annotations, labelMaps: [labelMap] } };
    const recipe = withPool(recipeOf('MixUp: {p: 0.01}'), others.map(entryOf));
    expect(() => run(recipe, masked, others)).toThrow('own.png: its masks of single objects cannot be mixed');
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
