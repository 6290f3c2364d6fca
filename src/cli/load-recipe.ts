import { UsageError } from '../core/errors.js';
import { nameOf, splitEnding } from '../core/keys.js';
import {
  defaultRecipe,
  mixes,
  parseRecipe,
  suggestion,
  withOverrides,
  withPoolFile,
} from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Composition } from '../packages/compose.js';
import type { StoreLocation } from '../stores/location.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardStores } from '../stores/standard.js';
import { RECIPE_NAME } from './options.js';
import type { RecipeOptions } from './options.js';
import { shippedRecipe, shippedRecipeNames } from './shipped-recipes.js';

/** The text of a Recipe, and where it comes from: an address, or the name of a shipped recipe. */
export interface RecipeText {
  readonly text: string;
  readonly from: string;
  /** Where the files lie that it names. Absent: in the working folder. */
  readonly folder?: StoreLocation;
}

/** Where a Recipe comes from that nobody wrote. */
export const BUILT_IN_RECIPE = 'the built-in recipe (one vertical flip)';

/** The Recipe for this input, with its pool. Options of the command line replace its settings. */
export async function loadRecipe(
  input: string,
  options: RecipeOptions,
  composition: Composition,
): Promise<{ recipe: Recipe; from: string }> {
  const loaded = await loadWithoutPool(input, options, composition);
  return { recipe: await readPool(loaded), from: loaded.from };
}

/** The same without its pool, which may not exist yet. */
export async function loadWithoutPool(
  input: string,
  options: RecipeOptions,
  { modules, stores }: Composition,
): Promise<LoadedRecipe> {
  const { recipe: name, recipeText } = options;
  const found =
    recipeText === undefined
      ? await findRecipeText(input, name, stores)
      : givenText(recipeText, stores.locate(input));
  const recipe = found ? parseRecipe(found.text, found.from, modules) : { ...defaultRecipe(), modules };
  return {
    recipe: withOverrides(recipe, options),
    from: found?.from ?? BUILT_IN_RECIPE,
    folder: found?.folder ?? stores.locate('.'),
  };
}

/** A Recipe that is in no file names other files as if it lay in the input. */
export function givenText(text: string, input: StoreLocation): RecipeText {
  return { text, from: 'the given recipe', folder: input };
}

/** A Recipe, and where it comes from. */
interface LoadedRecipe {
  readonly recipe: Recipe;
  readonly from: string;
  /** Where the files lie that it names. */
  readonly folder: StoreLocation;
}

/** The Recipe with the pool that it names, if it mixes. @throws UsageError if the file does not exist */
export async function readPool(loaded: LoadedRecipe): Promise<Recipe> {
  const { recipe, missing } = await findPool(loaded);
  if (missing !== undefined) throw new UsageError(missing);
  return recipe;
}

/**
 * @param given what the user named, as `readRecipeText` takes it
 * @returns undefined if none is named and none lies in the input or in the working folder
 */
export async function findRecipeText(
  input: string,
  given: string | undefined,
  stores: StoreRegistry,
): Promise<RecipeText | undefined> {
  if (given !== undefined) return readRecipeText(given, stores);
  const own = await textAt(stores.locate(input).at(RECIPE_NAME));
  return own ?? textAt(stores.locate(RECIPE_NAME));
}

/**
 * The Recipe with the pool that it names, if it mixes; without it where the file does not exist.
 * @returns also what is missing, and how it is made
 * @throws RecipeError where the file is no pool that the Recipe can use
 */
export async function findPool({
  recipe,
  from,
  folder,
}: LoadedRecipe): Promise<{ readonly recipe: Recipe; readonly missing?: string }> {
  if (!recipe.mix || !mixes(recipe.transforms)) return { recipe };
  const file = folder.at(recipe.mix.pool);
  const stored = await file.read();
  if (stored) return { recipe: withPoolFile(recipe, new TextDecoder().decode(stored.bytes), file.address) };
  const remedy = `augment pool INPUT --recipe ${from}`;
  return {
    recipe,
    missing: `${file.address}: the recipe mixes in what this file names, and it does not exist; write it: ${remedy}`,
  };
}

/**
 * @param name a path, `s3://bucket/key`, or the name of a shipped recipe; a file of that name has priority
 * @throws UsageError if there is none of these, or if it cannot be read
 */
export async function readRecipeText(
  name: string,
  stores: StoreRegistry = standardStores,
): Promise<RecipeText> {
  const shipped = shippedRecipe(name);
  const file = stores.locate(name);
  const found = await textAt(file).catch((error: unknown) => {
    // A folder may have the name of a shipped recipe.
    if (shipped === undefined) throw error;
    return undefined;
  });
  if (found) return found;
  if (shipped !== undefined) return { text: shipped, from: `${name} (a shipped recipe)` };
  const missing = `cannot read ${name}: there is no such ${file.words.object}`;
  // Nobody means a shipped recipe by an address.
  if (name.includes('://')) throw new UsageError(missing);
  throw new UsageError(
    `${missing}, and no shipped recipe of this name; ${suggestion(stemOf(name), shippedRecipeNames())}`,
  );
}

/** A file that is missing may be meant as a shipped recipe: `recipes/detection.yaml`. */
function stemOf(name: string): string {
  return splitEnding(nameOf(name)).stem;
}

/**
 * @param address a path, or `s3://bucket/key`
 * @throws UsageError if the file or object does not exist or cannot be read
 */
export async function readText(address: string, stores: StoreRegistry = standardStores): Promise<string> {
  const file = stores.locate(address);
  const found = await textAt(file);
  if (!found) throw new UsageError(`cannot read ${address}: there is no such ${file.words.object}`);
  return found.text;
}

async function textAt(file: StoreLocation): Promise<RecipeText | undefined> {
  const stored = await file.read();
  const folder = file.parent()?.location;
  return (
    stored && { text: new TextDecoder().decode(stored.bytes), from: file.address, ...(folder && { folder }) }
  );
}
