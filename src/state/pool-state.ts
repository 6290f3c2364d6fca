import * as z from 'zod';
import { mixes, poolFields, withPool } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Store } from '../stores/store.js';
import { StateFile } from './state-file.js';

/** What the last run mixed in; absent where it mixed nothing. */
const poolFile = new StateFile('pool', z.object(poolFields));

/** Keeps the pool of a Recipe that mixes: `verify` follows the Plans with it. */
export async function keepPool(state: Store, { pool, transforms }: Recipe): Promise<void> {
  if (pool && mixes(transforms)) await poolFile.put(state, pool.content);
}

/** The Recipe of the last run with its pool, where that is not lost. */
export async function recallPool(state: Store, recipe: Recipe): Promise<Recipe> {
  if (!mixes(recipe.transforms)) return recipe;
  const held = await poolFile.read(state);
  return held ? withPool(recipe, held.content.sources, held.content.root) : recipe;
}
