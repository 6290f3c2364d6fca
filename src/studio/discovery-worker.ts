import { parentPort, workerData } from 'node:worker_threads';
import { AugmentError, RecipeError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import { readRecipe } from '../core/recipe/index.js';
import { discoverInput } from './discover-input.js';
import type { Discovered } from './discover-input.js';
import type { Answer } from './picture-tasks.js';
import { openInThread } from './thread-input.js';
import type { InputSetup } from './thread-input.js';

export interface DiscoverySetup extends InputSetup {
  /** See `recipeJson`. */
  readonly recipe: JsonObject;
}

parentPort!.postMessage(await answer());

async function answer(): Promise<Answer<Discovered>> {
  const setup = workerData as DiscoverySetup;
  try {
    const { input, modules } = await openInThread(setup);
    return { result: await discoverInput(input, readRecipe(setup.recipe, 'the recipe', modules)) };
  } catch (error) {
    if (!(error instanceof AugmentError)) throw error;
    return { failure: error.message, isOfRecipe: error instanceof RecipeError };
  }
}
