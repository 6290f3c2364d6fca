import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shippedRecipe, shippedRecipeNames } from '../src/cli/shipped-recipes.js';
import { parseRecipe } from '../src/core/recipe/index.js';
import { augmentImage } from '../src/variants/augment-image.js';

const IMAGE = readFileSync(new URL('golden/transforms/source.png', import.meta.url));

it.each(shippedRecipeNames())('%s makes all its variants of a small image', async (name) => {
  const recipe = parseRecipe(shippedRecipe(name)!, name);
  const variants = await augmentImage(IMAGE, { recipe, key: 'source.png' });
  expect(variants).toHaveLength(recipe.variants);
});

/** The size that the networks of the trainers take; nnU-Net cuts patches while it trains. */
const SIZES = {
  ultralytics: [640, 640],
  mmdetection: [640, 640],
  'rf-detr': [576, 576],
  timm: [224, 224],
  nnunet: [80, 56],
};

it.each(Object.entries(SIZES))('%s makes images of the size that its network takes', async (name, size) => {
  const recipe = parseRecipe(shippedRecipe(name)!, name);
  for (const { annotations } of await augmentImage(IMAGE, { recipe, key: 'source.png' }))
    expect([annotations.width, annotations.height]).toEqual(size);
});
