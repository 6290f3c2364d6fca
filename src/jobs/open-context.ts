import { restrainLibvips } from '../codecs/libvips.js';
import type { JsonObject } from '../core/json.js';
import { readRecipe, withPool } from '../core/recipe/index.js';
import type { PoolContent } from '../core/recipe/index.js';
import { composePackages } from '../packages/compose.js';
import { importPackage } from '../packages/import.js';
import { confinedStores } from '../stores/confined.js';
import { openStores, withPoolStore } from '../stores/open.js';
import type { JobContext } from './augment-source.js';
import type { Addresses } from './executors.js';
import { createContext } from './tasks.js';
import type { TaskName, TaskSetup } from './tasks.js';

/** What a worker thread, or another process, receives to do the tasks of a run. */
export interface WorkerSetup extends Omit<TaskSetup, 'recipe'>, Addresses {
  /** See `recipeJson`: functions cannot be sent to a thread. */
  readonly recipe: JsonObject;
  /** What the Recipe mixes in: it is no part of the JSON. */
  readonly pool?: PoolContent;
  /** URLs of the packages that the Recipe was read with. */
  readonly packages: readonly string[];
  readonly task: TaskName;
}

export async function openContext(setup: WorkerSetup): Promise<JobContext> {
  restrainLibvips();
  const { modules, stores: all } = composePackages(await Promise.all(setup.packages.map(importPackage)));
  const stores = setup.within ? confinedStores(all, setup.within) : all;
  const read = readRecipe(setup.recipe, 'the recipe', modules);
  const recipe = setup.pool ? withPool(read, setup.pool.sources, setup.pool.root) : read;
  const opened = await openStores(setup.input, setup.output, stores, setup);
  return createContext({ ...setup, recipe }, await withPoolStore(opened, setup.pool, setup.input, stores));
}
