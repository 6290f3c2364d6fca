import { readFile } from 'node:fs/promises';
import { UsageError } from '../src/core/errors.js';
import { defaultRecipe, parseRecipe } from '../src/core/recipe/index.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { openInput } from '../src/jobs/stores.js';
import { nameOf } from '../src/stores/keys.js';
import type { Store } from '../src/stores/store.js';

export interface DigestedRecipe {
  readonly recipe: Recipe;
  readonly digest: string;
}

/** The Recipe at this moment. */
export type RecipeReader = () => Promise<DigestedRecipe>;

/**
 * A Recipe that came with the code stays as it is; one in a bucket is looked at each time, and read where it is another.
 * @param location a file in `folder`, or `s3://bucket/key`; absent: the built-in Recipe
 */
export async function openRecipe(location: string | undefined, folder: URL): Promise<RecipeReader> {
  if (location === undefined) return keep(defaultRecipe);
  const bucketKey = /^(s3:\/\/[^/]+)\/(.+)$/.exec(location);
  if (!bucketKey) return keep(parseRecipe(await readFile(new URL(location, folder), 'utf8'), location));
  const [, bucket, key] = bucketKey;
  const parent = key!.slice(0, -nameOf(key!).length);
  return readEachTime(await openInput(`${bucket!}/${parent}`), nameOf(key!));
}

function keep(recipe: Recipe): RecipeReader {
  const digested = { recipe, digest: recipeDigest(recipe) };
  return () => Promise.resolve(digested);
}

function readEachTime(store: Store, key: string): RecipeReader {
  let held: (DigestedRecipe & { readonly version: string }) | undefined;
  return async () => {
    const stored = await store.read(key);
    if (!stored) throw new UsageError(`${store.location}/${key}: there is no recipe; upload one`);
    if (stored.version !== held?.version) {
      const recipe = parseRecipe(new TextDecoder().decode(stored.bytes), key);
      held = { recipe, digest: recipeDigest(recipe), version: stored.version };
    }
    return held;
  };
}
