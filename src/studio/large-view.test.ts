import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { memoryStore } from '../stores/testing/memory.js';
import { LargeView } from './large-view.js';
import { OpenedInput } from './opened.js';
import { PictureThreads } from './picture-threads.js';
import { Pictures } from './pictures.js';
import type { PreviewedVariant } from './protocol.js';

/** The image has 64 × 48 pixels, and `preprocess` takes 8 from its left and 8 from its right. */
const RECIPE = parseRecipe(
  `variants: 1
preprocess:
  - CenterCrop: {width: 48, height: 48}
transforms:
  - HorizontalFlip: {p: 1}
  - Crop: {x_min: 0, y_min: 0, x_max: 24, y_max: 48, p: 1}
labels: {min_visibility: 0.3}
output: {format: png}
`,
  'recipe.yaml',
);
const LABELS = [
  '0 0.5 0.5 0.5 0.5', // [16, 12, 48, 36]: half of it is left
  '1 0.25 0.25 0.125 0.25', // [12, 6, 20, 18]: cut off behind the flip
  '2 0.03125 0.5 0.0625 0.5', // [0, 12, 4, 36]: outside of what `preprocess` leaves
  '3 0.75 0.75 0.125 0.25', // [44, 30, 52, 42]: whole
];

let large: LargeView;
let pictures: Pictures;
let id: string;

beforeAll(async () => {
  const store = memoryStore();
  store.put('a.jpg', await makeImage('a.jpg', 1, 64, 48));
  store.put('a.txt', new TextEncoder().encode(LABELS.join('\n')));
  store.put('classes.txt', new TextEncoder().encode('half\ngone\nfar\nwhole\n'));
  const place = { input: store, address: 'in', registry: undefined, cache: undefined };
  const threads = new PictureThreads({ ...place, threads: 0 });
  pictures = new Pictures(new OpenedInput(store), threads);
  large = new LargeView(pictures);
  const variants = await variantsOf(1, RECIPE);
  expect(variants[1]).toMatchObject({ variant: 1, before: 1, kept: 2, clipped: 1, dropped: 2, mixedIn: 0 });
  ({ id } = variants[1]!);
});

async function variantsOf(most: number, recipe: Recipe): Promise<PreviewedVariant[]> {
  const made: PreviewedVariant[] = [];
  const request = { key: 'a.jpg', recipe: '', most, side: 160, withLabels: true };
  for await (const line of pictures.variants(request, recipe))
    if ('number' in line) made.push(...line.variants);
  return made.sort((a, b) => a.variant - b.variant);
}

describe('one variant large', () => {
  it('is shown behind each of its steps, by the Plan cut there', async () => {
    const held = pictures.held(id)!;
    const behind = await Promise.all([0, 1, 2, 3].map((steps) => pictures.upTo(held, steps)));
    expect(behind.map(({ output }) => [output.annotations.width, output.annotations.height])).toEqual([
      [64, 48],
      [48, 48],
      [48, 48],
      [24, 48],
    ]);
    expect(behind.map(({ output }) => output.annotations.objects.length)).toEqual([4, 3, 3, 2]);
    // Behind the last one it is the variant itself, to the byte.
    expect(behind[3]!.output.file).toEqual(held.output.file);
    expect(behind[1]!.output.file).not.toEqual(behind[2]!.output.file);
  });

  it('is shown as what run writes where its image is only copied', async () => {
    const variants = await variantsOf(0, parseRecipe('transforms: []', 'recipe.yaml'));
    const held = pictures.held(variants[0]!.id)!;
    expect((await pictures.upTo(held, 0)).output.file).toEqual(held.output.file);
    expect(await large.losses(variants[0]!.id)).toEqual({ width: 64, height: 48, objects: [] });
  });

  it('names each object that it lacks, the reason, the step, and its place in the image before', async () => {
    expect(await large.losses(id)).toEqual({
      ...{ width: 48, height: 48 },
      objects: [
        {
          ...{ class: 'half', isDropped: false, step: 'Crop' },
          outlines: [[[8, 12], [40, 12], [40, 36], [8, 36]]], // prettier-ignore
        },
        {
          ...{ class: 'gone', isDropped: true, reason: 'outside', step: 'Crop' },
          outlines: [[[4, 6], [12, 6], [12, 18], [4, 18]]], // prettier-ignore
        },
        { class: 'far', isDropped: true, reason: 'outside', step: 'preprocess/CenterCrop', outlines: [] },
      ],
    });
  });

  it('is not made where it is not held any more', async () => {
    expect(await large.picture('999', 1, true)).toBeUndefined();
    expect(await large.losses('999')).toBeUndefined();
  });
});
