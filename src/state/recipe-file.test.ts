import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RecipeError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import { recipeDigest } from '../core/recipe/digest.js';
import { decodeRecipe, encodeRecipe } from './recipe-file.js';

const FOLDER = new URL('../../recipes/', import.meta.url);
const recipes = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('a Recipe in the state', () => {
  it.each(recipes)('comes back the same: %s', (name) => {
    const recipe = parseRecipe(readFileSync(new URL(name, FOLDER), 'utf8'), name);
    const again = decodeRecipe(encodeRecipe(recipe), 'dataset.json');
    expect(again).toEqual(recipe);
    expect(recipeDigest(again)).toBe(recipeDigest(recipe));
  });

  it('comes back the same with preprocess, nested transforms and a text as its seed', () => {
    const text = `seed: summer
preprocess: [LongestMaxSize: {max_size: 320}, PadIfNeeded: {min_height: 320, min_width: 320}]
transforms:
  - OneOf:
      p: 0.4
      transforms: [GaussianBlur, SomeOf: {n: 1, transforms: [Affine: {rotate: 30}, HorizontalFlip]}]
labels: {write: coco, classes: {rename: {cat: animal}, drop: [dog]}}
`;
    const recipe = parseRecipe(text, 'recipe.yaml');
    expect(decodeRecipe(encodeRecipe(recipe), 'dataset.json')).toEqual(recipe);
  });

  it('gets the default of a setting that is newer than the state', () => {
    const recipe = parseRecipe('transforms: [HorizontalFlip]', 'recipe.yaml');
    const { labels: _, ...older } = recipe;
    expect(decodeRecipe(encodeRecipe(older as typeof recipe), 'dataset.json')).toEqual(recipe);
  });

  it('is refused by the name of its file where a transform is not known', () => {
    const json = { transforms: [{ Later: { p: 1 } }] };
    expect(() => decodeRecipe(json, 'out.augment/dataset.json')).toThrow(RecipeError);
    expect(() => decodeRecipe(json, 'out.augment/dataset.json')).toThrow(
      /^out\.augment\/dataset\.json:.*Later/,
    );
  });
});
