import type { Recipe } from '../core/recipe/schema.js';
import type { Inventory } from '../dataset/inventory.js';

/** Most people train on the originals too, and notice late that they are not there. */
export function describeOriginals(
  { splits }: Pick<Inventory, 'splits'>,
  { output }: Pick<Recipe, 'output'>,
): string[] {
  if (output.originals || Object.keys(splits).length === 0) return [];
  return [
    'originals: not among the outputs of the augmented splits; the recipe adds them by `output: {originals: true}`',
  ];
}
