import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import { describeTrainingSet } from './training-set.js';

const lines = (
  splits: Record<string, number>,
  recipe: string,
  formats: Record<string, number> = { voc: 2 },
) => describeTrainingSet({ splits, formats }, parseRecipe(`${recipe}\ntransforms: []`, 'recipe.yaml'));

describe('describeTrainingSet', () => {
  it('says that the originals are not among the outputs of a data set with splits', () => {
    expect(lines({ train: 2, val: 1 }, 'version: 1')[0]).toMatch(/^originals: not among the outputs/);
    expect(lines({ train: 2, val: 1 }, 'output: {originals: true}')).toEqual([]);
    expect(lines({}, 'version: 1')).toEqual([]);
  });

  it('says that a new data.yaml names the training images for validation', () => {
    const recipe = 'labels: {write: yolo}\noutput: {originals: true}';
    const told = [expect.stringMatching(/^validation: no image is in a split val/)];
    expect(lines({ train: 2, test: 1 }, recipe)).toEqual(told);
    expect(lines({}, recipe)).toEqual(told);
    expect(lines({ train: 2, val: 1 }, recipe)).toEqual([]);
    expect(lines({}, recipe, {})).toEqual([]);
    expect(lines({}, recipe, { yolo: 2 })).toEqual([]);
    expect(lines({ train: 2 }, 'labels: {write: coco}\noutput: {originals: true}')).toEqual([]);
  });
});
