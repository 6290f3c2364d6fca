import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineRecipe, type TransformInput } from './define.js';
import { recipeDigest } from './digest.js';
import { parseRecipe } from './parse.js';

describe('defineRecipe', () => {
  it('gives the same Recipe as a file', () => {
    const recipe = defineRecipe({
      seed: 42,
      variants: 3,
      transforms: [
        'HorizontalFlip',
        { Affine: { rotate: [-5, 5], p: 1 } },
        { OneOf: { transforms: ['NoOp', { Resize: { height: 10, width: 20 } }] } },
      ],
      output: { format: 'png' },
    });
    const text = `seed: 42
variants: 3
transforms:
  - HorizontalFlip
  - Affine: {rotate: [-5, 5], p: 1}
  - OneOf: {transforms: [NoOp, Resize: {height: 10, width: 20}]}
output: {format: png}`;
    expect(recipe).toEqual(parseRecipe(text, 'r.yaml'));
    expect(recipeDigest(recipe)).toBe(recipeDigest(parseRecipe(text, 'r.yaml')));
  });

  it('types names and parameters', () => {
    expectTypeOf<'Transpose'>().toExtend<TransformInput>();
    expectTypeOf<{ Affine: { rotate: number } }>().toExtend<TransformInput>();
    expectTypeOf<'Transposed'>().not.toExtend<TransformInput>();
    expectTypeOf<{ Affine: { rotate: string } }>().not.toExtend<TransformInput>();
  });

  it('reports mistakes that types do not show', () => {
    expect(() => defineRecipe({ variants: -1, transforms: [{ Affine: { scale: 0 } }] })).toThrow(
      'the recipe: variants: expected at least 0, found -1\nthe recipe: transforms[0].Affine.scale: scales must be above 0',
    );
  });
});
