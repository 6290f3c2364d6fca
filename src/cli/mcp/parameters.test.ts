import { expect, it } from 'vitest';
import { UsageError } from '../../core/errors.js';
import { recipeOptions } from './parameters.js';

it('takes a recipe by its place or as text, and not both', () => {
  expect(recipeOptions({ recipe: 'detection', seed: '7' })).toMatchObject({ recipe: 'detection', seed: '7' });
  expect(recipeOptions({ recipe_text: 'transforms: []' })).toMatchObject({ recipeText: 'transforms: []' });
  const both = () => recipeOptions({ recipe: 'detection', recipe_text: 'transforms: []' });
  expect(both).toThrow(UsageError);
  expect(both).toThrow('give recipe or recipe_text, not both');
});
