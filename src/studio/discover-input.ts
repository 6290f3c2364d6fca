import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DeclaredSchema } from '../core/formats/format.js';
import { recipeJson } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import type { Dataset } from '../dataset/source.js';
import { understandFolders } from '../inspection/folder-classes.js';
import { chooseSchema } from '../jobs/choose-schema.js';
import type { Store } from '../stores/store.js';
import type { DiscoverySetup } from './discovery-worker.js';
import { resultOf } from './picture-tasks.js';
import type { Answer } from './picture-tasks.js';
import type { InputSetup } from './thread-input.js';

export interface Discovered {
  readonly dataset: Dataset;
  readonly declared?: DeclaredSchema;
  /** Whether the folders of the images are their classes. */
  readonly folders: boolean;
}

export async function discoverInput(input: Store, recipe: Recipe): Promise<Discovered> {
  const dataset = await discover(input, recipe);
  const declared = await chooseSchema(input, dataset, recipe);
  const { folders } = understandFolders(dataset, recipe);
  return { dataset, folders, ...(declared && { declared }) };
}

/** The same in a thread of its own: with 100,000 images it takes seconds, in which a server could not answer. */
export async function discoverInThread(setup: InputSetup, recipe: Recipe): Promise<Discovered> {
  const workerData: DiscoverySetup = { ...setup, recipe: recipeJson(recipe) };
  const worker = new Worker(new URL('./discovery-worker.js', import.meta.url), { workerData });
  // A studio that ends does not wait for it.
  worker.unref();
  const [answer] = (await once(worker, 'message')) as [Answer<Discovered>];
  return resultOf(answer);
}
