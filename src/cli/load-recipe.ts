import { UsageError } from '../core/errors.js';
import { defaultRecipe, parseRecipe, withOverrides } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Composition } from '../packages/compose.js';
import type { StoreLocation } from '../stores/location.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardStores } from '../stores/standard.js';
import type { RecipeOptions } from './options.js';

/** The text of a Recipe, and its address. */
interface RecipeText {
  readonly text: string;
  readonly from: string;
}

/** The Recipe for this input. Options of the command line replace its settings. */
export async function loadRecipe(
  input: string,
  options: RecipeOptions,
  { modules, stores }: Composition,
): Promise<{ recipe: Recipe; from: string }> {
  const found =
    options.recipe === undefined
      ? ((await recipeAt(stores.locate(input).at('recipe.yaml'))) ??
        (await recipeAt(standardStores.locate('recipe.yaml'))))
      : { text: await readText(options.recipe, stores), from: options.recipe };
  const recipe = found ? parseRecipe(found.text, found.from, modules) : { ...defaultRecipe, modules };
  return {
    recipe: withOverrides(recipe, options),
    from: found?.from ?? 'the built-in recipe (one vertical flip)',
  };
}

async function recipeAt(file: StoreLocation): Promise<RecipeText | undefined> {
  const stored = await file.read();
  return stored && { text: new TextDecoder().decode(stored.bytes), from: file.address };
}

/**
 * @param address a path, or `s3://bucket/key`
 * @throws UsageError if the file or object does not exist or cannot be read
 */
export async function readText(address: string, stores: StoreRegistry = standardStores): Promise<string> {
  const file = stores.locate(address);
  const found = await recipeAt(file);
  if (!found) throw new UsageError(`cannot read ${address}: there is no such ${file.words.object}`);
  return found.text;
}
