import { expect, it } from 'vitest';
import { RecipeError } from '../errors.js';
import { requireEachAlone } from './each-alone.js';
import { parseRecipe } from './parse.js';

const requireOf = (settings: string) => {
  const recipe = parseRecipe(`${settings}\ntransforms: []\n`, 'r.yaml');
  return () => requireEachAlone(recipe, 's3://photos/r.yaml');
};

it('accepts what each image decides alone', () => {
  expect(requireOf('labels: {max_loss: 0.2, min_area: 9}')().variants).toBe(1);
  expect(requireOf('filter: {objects: {empty: drop}}')().variants).toBe(1);
});

it.each([['balance', 'balance: {to: 5}']])('refuses %s by its name', (name, settings) => {
  expect(requireOf(settings)).toThrow(RecipeError);
  expect(requireOf(settings)).toThrow(`s3://photos/r.yaml: ${name}: `);
});
