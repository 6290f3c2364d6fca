import fc from 'fast-check';
import { expect, it } from 'vitest';
import { silhouette } from './annotations/silhouette.js';
import type { AnnotatedObject } from './annotations/model.js';
import type { Raster } from './engine/raster.js';
import type { Box } from './geometry/types.js';
import { wholeFrame } from './geometry/rectangle.js';
import { withPool } from './recipe/index.js';
import { entryOf, recipeOf, run, type Name, type Picture } from './testing/pictures.js';

/*
 * Each object is drawn in a grey of its own, without antialiasing, and nothing is drawn over it. Then images cover each
 * other, rectangles cover them, and what is left is cut and moved, all without blending: what is labelled must be there.
 */

const NAMES: readonly Name[] = ['own', 'a', 'b'];
/** Of an image: one in each quarter, so that they do not cover each other. */
const OBJECTS = 4;
/** Of a visible share: the area of a triangle, and the pixels that it has. */
const OFF = 0.04;
const DROPOUTS = [
  'CoarseDropout: {num_holes_range: [1, 8], hole_height_range: [0.1, 0.5], hole_width_range: [0.1, 0.5], p: 1}',
  'GridDropout: {ratio: 0.6, random_offset: true, p: 1}',
];
const WHOLE_PIXELS = [
  ...DROPOUTS,
  'CopyPaste: {num_objects_range: [1, 6], scale_range: [1, 1], soft_edge: 0, p: 1}',
  'CutMix: {alpha: 2, p: 1}',
  'HorizontalFlip: {p: 1}',
];
const CROP = 'RandomCrop: {height: 39, width: 45, p: 1}';
const ANY = [
  ...DROPOUTS,
  'CopyPaste: {num_objects_range: [1, 6], soft_edge: 0, interpolation: nearest_exact, p: 1}',
  'CutMix: {alpha: 2, interpolation: nearest_exact, p: 1}',
  'Mosaic: {target_size: [110, 150], cell_shape: [80, 110], interpolation: nearest_exact, p: 1}',
  'Affine: {rotate: [-40, 40], scale: [0.8, 1.6], interpolation: nearest, p: 1}',
  'GridDistortion: {distort_limit: 0.3, interpolation: nearest, p: 1}',
  'RandomGridShuffle: {grid: [2, 3], p: 1}',
];

const share = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000);
const shapesOf = (...forms: readonly string[]) =>
  fc.array(fc.record({ form: fc.constantFrom(...forms), x: share, y: share }), {
    minLength: OBJECTS,
    maxLength: OBJECTS,
  });

function pictureOf(name: Name, width: number, height: number, shapes: readonly Shape[]): Picture {
  const frame = { width, height };
  const [across, down] = [width >> 1, height >> 1];
  const objects = shapes.map((one, i) => {
    const [x, y] = [(i % 2) * across, (i >> 1) * down];
    const corner = [Math.floor(one.x * (across - 8)), Math.floor(one.y * (down - 8))] as const;
    return objectOf(`${name} ${i}`, one, [x + corner[0], y + corner[1], x + across, y + down], frame);
  });
  const data = new Uint8Array(width * height * 3);
  for (const object of objects) {
    silhouette([object], wholeFrame(frame)).data.forEach((value, i) => {
      if (value === 1) data.fill(greyOf(object.class), 3 * i, 3 * i + 3);
    });
  }
  const annotations = { ...frame, objects, labelMaps: [], tags: [] };
  return { name, raster: { ...frame, channels: 3, depth: 8, data }, annotations };
}

interface Shape {
  readonly form: string;
  readonly x: number;
  readonly y: number;
}

function objectOf(
  name: string,
  { form }: Shape,
  box: Box,
  frame: { readonly width: number; readonly height: number },
): AnnotatedObject {
  const [x0, y0, x1, y1] = box;
  // No centre of a pixel lies on an edge, where the image and its mirror image would each choose another side.
  const apex = [(x0 + x1) / 2 + Math.SQRT2 / 10, y1 - Math.SQRT2 / 20] as const;
  const polygons = [{ rings: [[[x0, y0], [x1, y0], apex]] }] as const;
  if (form === 'box') return { class: name, box };
  if (form === 'triangle') return { class: name, box, polygons };
  return { class: name, box, bitmap: silhouette([{ class: name, polygons }], wholeFrame(frame)) };
}

function greyOf(name: string): number {
  const [picture, index] = name.split(' ');
  return 20 * (1 + NAMES.indexOf(picture as Name) * OBJECTS + Number(index));
}

const side = fc.integer({ min: 60, max: 90 });
const number = fc.integer({ min: 6, max: 5000 });
const RUNS = { numRuns: Number(process.env.RECIPES ?? 150) };

type Facts = readonly [width: number, height: number, shapes: readonly Shape[]];

const TILES = 6;

/** The image itself, and the others. */
type Pictures = readonly [Picture, ...Picture[]];

function picturesOf(facts: readonly Facts[]): Pictures {
  const [own, ...others] = facts.map((one, i) => pictureOf(NAMES[i]!, ...one));
  return [own!, ...others];
}

/** @param output counts the tiles of all variants */
function make([own, ...others]: Pictures, transforms: readonly string[], output: number, more = '') {
  const recipe = recipeOf(transforms.join(', '), `tiles: {rows: 2, columns: 3, of: variants}\n${more}`);
  const [variant, tile] = [Math.floor(output / TILES), (output % TILES) + 1];
  const pooled = withPool(recipe, [own, ...others].map(entryOf));
  return { own, ...run(pooled, own, others, variant, undefined, tile) };
}

/** The pixels of an object's grey, in a box and one pixel around it. */
function countGrey({ width, height, data }: Raster, name: string, box?: Box): number {
  const [x0, y0, x1, y1] = box ?? [0, 0, width, height];
  let count = 0;
  for (let y = Math.max(0, Math.floor(y0 - 1)); y < Math.min(height, y1 + 1); y++)
    for (let x = Math.max(0, Math.floor(x0 - 1)); x < Math.min(width, x1 + 1); x++)
      if (data[3 * (y * width + x)] === greyOf(name)) count += 1;
  return count;
}

const anyShapes = shapesOf('box', 'triangle', 'bitmap');
const sameSize = fc
  .tuple(side, side, fc.tuple(anyShapes, anyShapes, anyShapes))
  .map(([width, height, all]) => all.map((one): Facts => [width, height, one]));

const wholePixels = fc
  .tuple(fc.array(fc.constantFrom(...WHOLE_PIXELS), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([steps, isCropped]) => (isCropped ? [...steps, CROP] : steps));

it('labels objects of which a pixel can be seen, and no others', () => {
  fc.assert(
    fc.property(sameSize, wholePixels, number, (facts, transforms, output) => {
      const { raster, annotations } = make(picturesOf(facts), transforms, output);
      for (const name of NAMES.flatMap((one) => [0, 1, 2, 3].map((i) => `${one} ${i}`))) {
        const boxes = annotations.objects.filter((object) => object.class === name);
        for (const { box } of boxes) expect(countGrey(raster, name, box), name).toBeGreaterThan(0);
        if (boxes.length === 0) expect(countGrey(raster, name), name).toBe(0);
      }
    }),
    RUNS,
  );
});

const CELLS = 3;
const cells = fc.array(fc.boolean(), { minLength: CELLS ** 2, maxLength: CELLS ** 2 });

/** The picture, and in some of its cells nothing of it can be seen. */
function transparent({ raster, ...rest }: Picture, isOpaque: readonly boolean[]): Picture {
  const { width, height } = raster;
  const alpha = Uint8Array.from({ length: width * height }, (_, i) => {
    const column = Math.floor(((i % width) / width) * CELLS);
    const row = Math.floor((Math.floor(i / width) / height) * CELLS);
    return isOpaque[CELLS * row + column] ? 255 : 0;
  });
  return { ...rest, raster: { ...raster, alpha } as Raster };
}

const LEAST = fc.integer({ min: 5, max: 95 }).map((hundredths) => hundredths / 100);

it.each(['none', 'opaque'])(
  'counts what can be seen below images with transparent parts, the alpha of the image itself being %s',
  (alpha) => {
    fc.assert(
      fc.property(
        sameSize,
        cells,
        cells,
        wholePixels,
        number,
        LEAST,
        (facts, a, b, transforms, output, minimum) => {
          const [plain, ...others] = picturesOf(facts);
          const own = alpha === 'none' ? plain : transparent(plain, Array<boolean>(CELLS ** 2).fill(true));
          const pictures: Pictures = [own, transparent(others[0]!, a), transparent(others[1]!, b)];
          const made = (rules = '') => make(pictures, transforms, output, rules);
          const { raster, annotations } = made();
          const kept = made(`labels: {min_visibility: ${minimum}}`).annotations.objects;
          for (const { class: name } of own.annotations.objects) {
            const has = ({ class: other }: AnnotatedObject) => other === name;
            const seen = countGrey(raster, name) / countGrey(own.raster, name);
            expect(annotations.objects.some(has), name).toBe(seen > 0);
            if (Math.abs(seen - minimum) < OFF) continue;
            expect(kept.some(has), `${name}: ${seen}, at least ${minimum}`).toBe(seen > minimum);
          }
        },
      ),
      { numRuns: RUNS.numRuns / 2 },
    );
  },
);

it('counts what can be seen of an object', () => {
  fc.assert(
    fc.property(sameSize, wholePixels, number, LEAST, (facts, transforms, output, minimum) => {
      const rules = `labels: {min_visibility: ${minimum}}`;
      const { own, raster, annotations } = make(picturesOf(facts), transforms, output, rules);
      for (const { class: name } of own.annotations.objects) {
        const seen = countGrey(raster, name) / countGrey(own.raster, name);
        if (Math.abs(seen - minimum) < OFF) continue;
        const isKept = annotations.objects.some((object) => object.class === name);
        expect(isKept, `${name}: ${seen}, at least ${minimum}`).toBe(seen > minimum);
      }
    }),
    RUNS,
  );
});

it('labels no object of which nothing can be seen, however images move', () => {
  const steps = fc.array(fc.constantFrom(...ANY), { minLength: 1, maxLength: 4 });
  // Of a box that turns, nobody knows what is in its corners.
  const facts = fc.tuple(side, side, shapesOf('triangle', 'bitmap'));
  fc.assert(
    fc.property(fc.tuple(facts, facts, facts), steps, number, (all, transforms, output) => {
      const { raster, annotations } = make(
        picturesOf(all),
        transforms,
        output,
        'labels: {min_visibility: 0.05}',
      );
      for (const { class: name, box } of annotations.objects)
        expect(countGrey(raster, name, box), name).toBeGreaterThan(0);
    }),
    RUNS,
  );
});
