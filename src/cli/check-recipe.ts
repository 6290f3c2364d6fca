import { parseRecipe, recipeDigest } from '../core/recipe/index.js';
import type { Composition } from '../packages/compose.js';
import { findPool } from './load-recipe.js';
import type { RecipeText } from './load-recipe.js';
import { count } from './say.js';

/** What is to say of a Recipe without mistakes. */
export interface CheckedRecipe {
  readonly from: string;
  /** Of each image. */
  readonly variants: number;
  /** Names of the transforms, in their order, with those of `preprocess` first. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  /** Absent where the pool is missing. */
  readonly digest?: string;
  /** Which file that the Recipe needs does not exist, and how it is made. */
  readonly missing?: string;
}

/** @throws RecipeError with a line for each mistake */
export async function checkRecipe(
  { text, from, folder }: RecipeText,
  { modules, stores }: Composition,
): Promise<CheckedRecipe> {
  const parsed = parseRecipe(text, from, modules);
  const { recipe, missing } = await findPool({
    ...{ recipe: parsed, from },
    folder: folder ?? stores.locate('.'),
  });
  const { variants, preprocess, transforms, notes } = recipe;
  const steps = [...preprocess, ...transforms].map(({ transform }) => transform.name);
  const found = missing === undefined ? { digest: recipeDigest(recipe) } : { missing };
  return { from, variants, steps, notes, ...found };
}

/** The results of a check, in two lines. */
export function describeChecked({ from, variants, steps, digest }: CheckedRecipe): string[] {
  return [
    `${from}: valid; ${count(variants, 'variant')} per image; ${steps.join(', ') || 'no transforms'}`,
    ...(digest === undefined ? [] : [`digest ${digest}`]),
  ];
}
