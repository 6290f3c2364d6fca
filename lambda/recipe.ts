import { readFile } from 'node:fs/promises';
import { UsageError } from '../src/core/errors.js';
import { defaultRecipe, parseRecipe } from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { openBucketFile } from '../src/stores/s3/bucket-file.js';
import { isBucket } from '../src/stores/location.js';

export interface DigestedRecipe {
  readonly recipe: Recipe;
  readonly digest: string;
}

/** The Recipe at this moment. */
export type RecipeReader = () => Promise<DigestedRecipe>;

/**
 * A Recipe that came with the code stays as it is; one in a bucket is looked at each time, and parsed where it is another.
 * @param location a file in `folder`, or `s3://bucket/key`; absent: the built-in Recipe
 */
export async function openRecipe(location: string | undefined, folder: URL): Promise<RecipeReader> {
  if (location === undefined) return keep(defaultRecipe);
  if (isBucket(location)) return readEachTime(location);
  return keep(parseRecipe(await readFile(new URL(location, folder), 'utf8'), location));
}

function keep(recipe: Recipe): RecipeReader {
  const digested = { recipe, digest: recipeDigest(recipe) };
  return () => Promise.resolve(digested);
}

async function readEachTime(address: string): Promise<RecipeReader> {
  const read = await openBucketFile(address);
  let held: (DigestedRecipe & { readonly version: string }) | undefined;
  return async () => {
    const found = await read();
    if (!found) throw new UsageError(`${address}: there is no recipe; upload one`);
    if (found.version !== held?.version) {
      const recipe = parseRecipe(found.text, address);
      held = { recipe, digest: recipeDigest(recipe), version: found.version };
    }
    return held;
  };
}
