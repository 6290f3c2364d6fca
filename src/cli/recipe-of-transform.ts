import { parse } from 'yaml';
import { UsageError } from '../core/errors.js';
import type { Modules } from '../core/modules.js';
import { readRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';

/**
 * A Recipe of one transform, which is applied to every variant.
 * @param parameters in YAML, as below the transform's name in a Recipe
 * @throws UsageError where they are no YAML mapping, or the transform combines others
 * @throws RecipeError where the transform does not accept them, or does not exist
 */
export function recipeOfTransform(
  name: string,
  parameters: string,
  variants: number,
  modules: Modules,
): Recipe {
  const group = modules.transforms.get(name)?.group;
  if (group === 'control')
    throw new UsageError(
      `${name} combines other transforms; draw a recipe that does: augment preview IMAGE --recipe FILE`,
    );
  const given = mappingOf(parameters);
  const transforms = [{ [name]: { p: 1, ...given } }];
  // The caller says what the pool is.
  const mix = group === 'mixing' && { mix: { pool: 'none' } };
  return readRecipe({ version: 1, variants, transforms, ...mix }, name, modules);
}

function mappingOf(text: string): object {
  let found: unknown;
  try {
    found = parse(text);
  } catch (error) {
    throw new UsageError(`--with ${text}: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  throw new UsageError(`--with ${text}: expected parameters in braces, such as {limit: 30}`);
}
