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

/** Reads the Recipe as it is now. */
export type RecipeReader = () => Promise<DigestedRecipe>;

/**
 * A Recipe that was deployed with the code is parsed once. A Recipe in a bucket is checked each time, and parsed again when
 * its version has changed.
 * @param location a file in `folder`, or `s3://bucket/key`; if absent, the built-in Recipe
 * @throws RecipeError with every mistake in the Recipe; in a bucket, the reader throws it
 * @throws UsageError by the reader, if the Recipe in the bucket is missing
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
    if (!found) throw new UsageError(`${address}: the recipe is missing; upload it`);
    if (found.version !== held?.version) {
      const recipe = parseRecipe(found.text, address);
      held = { recipe, digest: recipeDigest(recipe), version: found.version };
    }
    return held;
  };
}
