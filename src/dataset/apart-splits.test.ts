import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import { requireApartSplits } from './apart-splits.js';
import type { Source } from './source.js';

const check = (recipe: string, images: readonly (readonly [key: string, split?: string])[]) => () => {
  const sources = images.map(([key, split]) => ({ key, ...(split !== undefined && { split }) }) as Source);
  requireApartSplits({ sources }, parseRecipe(recipe, 'recipe.yaml'));
};
const FOLDERS = 'transforms: []\ntiles: {objects: {folders: true}}\n';

describe('folders of classes', () => {
  it('are refused where a list, and no folder, says which split an image is in', () => {
    const listed = [
      ['VOC/JPEGImages/a.jpg', 'train'],
      ['VOC/JPEGImages/b.jpg', 'test'],
    ] as const;
    expect(check(FOLDERS, listed)).toThrow(
      'images of train and test would have their tiles in the same folders below "VOC/"',
    );
    expect(check('transforms: []\ntiles: {objects: {margin: 0.1}}\n', listed)).not.toThrow();
    expect(check(FOLDERS, [['a.jpg'], ['b.jpg', 'train']])).toThrow('images of no split and train');
  });

  it('are made below the folders of splits, or where there are none', () => {
    expect(
      check(FOLDERS, [
        ['images/train/a.jpg', 'train'],
        ['images/val/a.jpg', 'val'],
      ]),
    ).not.toThrow();
    expect(
      check(FOLDERS, [
        ['train/images/a.jpg', 'train'],
        ['val/images/a.jpg', 'val'],
      ]),
    ).not.toThrow();
    expect(check(FOLDERS, [['a.jpg'], ['b/c.jpg']])).not.toThrow();
  });
});
