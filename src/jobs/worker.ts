import { workerData } from 'node:worker_threads';
import { restrainLibvips } from '../codecs/libvips.js';
import type { JsonObject } from '../core/json.js';
import { readRecipe } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import { composePackages } from '../packages/compose.js';
import { importPackage } from '../packages/import.js';
import { openStores } from '../stores/open.js';
import type { JobContext } from './augment-source.js';
import type { Addresses } from './executors.js';
import { createContext, performTask } from './tasks.js';
import type { Answer, TaskName, TaskResults, TaskSetup } from './tasks.js';

/** What a worker thread receives when it starts. */
export interface WorkerSetup extends Omit<TaskSetup, 'recipe'>, Addresses {
  /** See `recipeJson`: functions cannot be sent to a thread. */
  readonly recipe: JsonObject;
  /** URLs of the packages that the Recipe was read with. */
  readonly packages: readonly string[];
  readonly task: TaskName;
}

const setup = workerData as WorkerSetup;
let opened: Promise<JobContext> | undefined;

/** The task of this thread, for one Source. */
export default async function perform(source: Source): Promise<Answer<TaskResults[TaskName]>> {
  opened ??= openContext();
  return performTask(setup.task, source, await opened);
}

async function openContext(): Promise<JobContext> {
  restrainLibvips();
  const { modules, stores } = composePackages(await Promise.all(setup.packages.map(importPackage)));
  const recipe = readRecipe(setup.recipe, 'the recipe', modules);
  return createContext({ ...setup, recipe }, await openStores(setup.input, setup.output, stores, setup));
}
