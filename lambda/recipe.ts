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
import { clearFailure, recordFailure } from '../src/state/failures.js';
import type { StoreLocation } from '../src/stores/location.js';
import type { Store } from '../src/stores/store.js';
import type { StoreRegistry } from '../src/stores/registry.js';
import { standardStores } from '../src/stores/standard.js';

export interface DigestedRecipe {
  readonly recipe: Recipe;
  readonly digest: string;
}

/** The key of failures to read the Recipe. No image has it. */
const RECIPE = 'recipe';

/** Reads the Recipe as it is now. */
export type RecipeReader = () => Promise<DigestedRecipe>;

/**
 * A Recipe that was deployed with the code is parsed once. A Recipe in a bucket is checked each time, and parsed again when
 * its version has changed. While it cannot be read, a failure in the state says why.
 * @param location a file in `folder`, or `s3://bucket/key`; if absent, the built-in Recipe
 * @param state of the output
 * @throws RecipeError with every mistake in the Recipe; in a bucket, the reader throws it
 * @throws UsageError by the reader, if the Recipe in the bucket is missing
 * @throws AggregateError by the reader, if it cannot note the failure either
 */
export async function openRecipe(
  location: string | undefined,
  folder: URL,
  state: Store,
  stores: StoreRegistry = standardStores,
): Promise<RecipeReader> {
  if (location === undefined) return keep(defaultRecipe());
  if (stores.schemeOf(location) !== undefined) return readEachTime(stores.locate(location), state);
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

type HeldRecipe = DigestedRecipe & { readonly version: string };

function readEachTime(file: StoreLocation, state: Store): RecipeReader {
  let held: HeldRecipe | undefined;
  return async () => {
    const earlier = held;
    // What was held must be read anew after a failure, so that the failure is cleared.
    held = undefined;
    const current = await readAnew(file, earlier).catch((error: unknown) => noteFailure(state, error));
    // Another container may have noted the failure.
    if (current !== earlier) await clearFailure(state, RECIPE);
    held = current;
    return current;
  };
}

async function readAnew(file: StoreLocation, held: HeldRecipe | undefined): Promise<HeldRecipe> {
  const found = await file.read();
  if (!found) throw new UsageError(`${file.address}: the recipe is missing; upload it`);
  if (found.version === held?.version) return held;
  const recipe = parseRecipe(new TextDecoder().decode(found.bytes), file.address);
  return { recipe, digest: recipeDigest(recipe), version: found.version };
}

async function noteFailure(state: Store, error: unknown): Promise<never> {
  const reason = error instanceof Error ? error.message : String(error);
  const circumstances = { recipe: '', dataset: null, record: null };
  await recordFailure(state, { key: RECIPE, reason, ...circumstances }).catch((inNote: unknown) => {
    throw new AggregateError([error, inNote], reason);
  });
  throw error;
}
