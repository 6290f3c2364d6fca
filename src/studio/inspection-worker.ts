import { parentPort, workerData } from 'node:worker_threads';
import { AugmentError, RecipeError } from '../core/errors.js';
import { readRecipe, withPool } from '../core/recipe/index.js';
import type { InspectedDataset } from '../jobs/inspect.js';
import { inspectInput } from './inspect-input.js';
import type { InspectionMessage, InspectionSetup } from './inspect-input.js';
import type { Answer } from './picture-tasks.js';
import { openInThread } from './thread-input.js';

/** How far it is, is told at most this often, in milliseconds. */
const EVERY_MS = 50;

const port = parentPort!;
const interrupt = new AbortController();
let last = -Infinity;

port.on('message', () => {
  interrupt.abort();
});
tell({ answer: await answer() });
port.close();

function tell(message: InspectionMessage): void {
  port.postMessage(message);
}

async function answer(): Promise<Answer<InspectedDataset>> {
  const { address, output, recipe, pool, recipeFrom, packages } = workerData as InspectionSetup;
  try {
    const { registry: stores, modules } = await openInThread({ address, packages });
    const read = readRecipe(recipe, 'the recipe', modules);
    const inspected = {
      ...{ input: address, output, stores, recipeFrom },
      recipe: pool ? withPool(read, pool.sources, pool.root) : read,
    };
    const watch = {
      signal: interrupt.signal,
      onProgress: tellRead,
      onComparing: (compared: number) => {
        tell({ compared });
      },
    };
    return { result: await inspectInput(inspected, watch) };
  } catch (error) {
    if (interrupt.signal.aborted) return { failure: 'cancelled', isOfRecipe: false };
    if (!(error instanceof AugmentError)) throw error;
    return { failure: error.message, isOfRecipe: error instanceof RecipeError };
  }
}

function tellRead({ done, total }: { readonly done: number; readonly total: number }): void {
  if (done !== total && performance.now() - last < EVERY_MS) return;
  last = performance.now();
  tell({ read: { done, total } });
}
