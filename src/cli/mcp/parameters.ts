import * as z from 'zod';
import { UsageError } from '../../core/errors.js';
import type { RecipeOptions } from '../options.js';

/** `.` is the first of the folders that the server was given. */
export const input = z
  .string()
  .min(1)
  .default('.')
  .describe('The data set: folder with images and their labels, such as "birds". Default: the first folder.');

export const output = z
  .string()
  .min(1)
  .describe('Folder of the results, beside the data set and never inside it, such as "birds-augmented".');

export const recipeParameters = {
  recipe: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The recipe: path of a YAML file, or the name of one that comes with the program (see the tool recipes). ' +
        'Default: recipe.yaml of the data set, else a vertical flip.',
    ),
  recipe_text: z
    .string()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('A recipe as YAML text, instead of `recipe`: never both.'),
};

export const recipeOverrides = {
  variants: z.number().int().min(0).max(1_000_000).optional().describe('Variants of each image.'),
  seed: z.string().optional().describe('Another seed gives other variants.'),
};

interface GivenRecipe {
  readonly recipe?: string | undefined;
  readonly recipe_text?: string | undefined;
  readonly variants?: number | undefined;
  readonly seed?: string | undefined;
}

/** The parameters as options of a command. @throws UsageError if there are two recipes: nobody would know which one was used */
export function recipeOptions({
  recipe,
  recipe_text: recipeText,
  variants,
  seed,
}: GivenRecipe): RecipeOptions {
  if (recipe !== undefined && recipeText !== undefined)
    throw new UsageError('give recipe or recipe_text, not both: only one recipe can be used');
  return {
    ...{ recipe, recipeText },
    ...(variants !== undefined && { variants }),
    ...(seed !== undefined && { seed }),
  };
}
