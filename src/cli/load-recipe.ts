import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../core/errors.js';
import { defaultRecipe, parseRecipe, withOverrides } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { reasonOf } from './file-errors.js';
import type { RecipeOptions } from './options.js';

/** The Recipe that counts for this input, with what the command line says instead. */
export async function loadRecipe(
  input: string,
  options: RecipeOptions,
): Promise<{ recipe: Recipe; from: string }> {
  const file =
    options.recipe ??
    [path.join(input, 'recipe.yaml'), 'recipe.yaml'].find((candidate) => existsSync(candidate));
  const recipe = file === undefined ? defaultRecipe : parseRecipe(await readText(file), file);
  return { recipe: withOverrides(recipe, options), from: file ?? 'the built-in recipe, one vertical flip' };
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}
