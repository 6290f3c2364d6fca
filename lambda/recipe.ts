import { readFile } from 'node:fs/promises';
import { UsageError } from '../src/core/errors.js';
import {
  DEPLOYED_POOL,
  defaultRecipe,
  mixes,
  parseRecipe,
  requireInInput,
  withPoolFile,
} from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import type { StoreLocation } from '../src/stores/location.js';
import type { StoreRegistry } from '../src/stores/registry.js';
import { standardStores } from '../src/stores/standard.js';

export interface DigestedRecipe {
  readonly recipe: Recipe;
  readonly digest: string;
}

/** Reads the Recipe as it is now. */
export type RecipeReader = () => Promise<DigestedRecipe>;

/**
 * A Recipe that was deployed with the code is parsed once. A Recipe in a bucket is checked each time, and parsed again when
 * its version has changed.
 * @param location a file in `folder`, or `s3://bucket/key`; if absent, the built-in Recipe
 * @throws RecipeError with every mistake in the Recipe; in a bucket, the reader throws it
 * @throws UsageError by the reader, if the Recipe in the bucket is missing
 */
export async function openRecipe(
  location: string | undefined,
  folder: URL,
  stores: StoreRegistry = standardStores,
): Promise<RecipeReader> {
  if (location === undefined) return keep(defaultRecipe());
  if (stores.schemeOf(location) !== undefined) return readEachTime(stores.locate(location));
  const text = await readFile(new URL(location, folder), 'utf8');
  return keep(await withDeployedPool(parseRecipe(text, location), folder));
}

/** A recipe in a bucket has none: two functions could have two versions of it at one time. */
async function withDeployedPool(recipe: Recipe, folder: URL): Promise<Recipe> {
  if (!mixes(recipe.transforms)) return recipe;
  const text = await readFile(new URL(DEPLOYED_POOL, folder), 'utf8');
  const pooled = withPoolFile(recipe, text, DEPLOYED_POOL);
  requireInInput(pooled, DEPLOYED_POOL);
  return pooled;
}

function keep(recipe: Recipe): RecipeReader {
  const digested = { recipe, digest: recipeDigest(recipe) };
  return () => Promise.resolve(digested);
}

function readEachTime(file: StoreLocation): RecipeReader {
  let held: (DigestedRecipe & { readonly version: string }) | undefined;
  return async () => {
    const found = await file.read();
    if (!found) throw new UsageError(`${file.address}: the recipe is missing; upload it`);
    if (found.version !== held?.version) {
      const recipe = parseRecipe(new TextDecoder().decode(found.bytes), file.address);
      held = { recipe, digest: recipeDigest(recipe), version: found.version };
    }
    return held;
  };
}
