import { workerData } from 'node:worker_threads';
import { readRecipe, withPool } from '../core/recipe/index.js';
import type { PoolContent } from '../core/recipe/index.js';
import type { JsonObject } from '../core/json.js';
import type { Modules } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import { SharedBudget } from '../variants/shared-budget.js';
import type { SharedMemory } from '../variants/shared-budget.js';
import { keptIn } from './kept-thumbnails.js';
import { PictureMaker } from './picture-tasks.js';
import type { Answer, PictureResults, PictureTask } from './picture-tasks.js';
import { openInThread } from './thread-input.js';
import type { InputSetup } from './thread-input.js';

export interface PictureThreadSetup extends InputSetup {
  readonly memory: SharedMemory;
  /** A folder for thumbnails. Absent: none are kept. */
  readonly cache?: string;
}

/** A Recipe in memory that all threads see: with a large pool it would take longer to send than a variant takes to make. */
export interface SharedRecipe {
  /** Another one for every Recipe. */
  readonly id: number;
  /** JSON of a `RecipeContent`, as UTF-8. */
  readonly content: SharedArrayBuffer;
}

export interface RecipeContent {
  /** See `recipeJson`. */
  readonly recipe: JsonObject;
  readonly pool?: PoolContent;
}

export interface SentTask {
  readonly task: PictureTask;
  readonly recipe: SharedRecipe;
}

const setup = workerData as PictureThreadSetup;
let opened: Promise<{ readonly maker: PictureMaker; readonly modules: Modules }> | undefined;
/** By their ids; the Recipe that images are looked at with takes turns with that of a preview. */
const known = new Map<number, Recipe>();
const MOST_KNOWN = 4;

/** A picture, in this thread. */
export default async function perform({
  task,
  recipe,
}: SentTask): Promise<Answer<PictureResults[PictureTask['kind']]>> {
  opened ??= open();
  const { maker, modules } = await opened;
  return maker.perform(task, recall(recipe, modules));
}

async function open() {
  const { address, memory, cache } = setup;
  const { input, registry, modules } = await openInThread(setup);
  const place = { input, address, registry, kept: keptIn(cache) };
  return { maker: new PictureMaker(place, new SharedBudget(memory)), modules };
}

function recall({ id, content }: SharedRecipe, modules: Modules): Recipe {
  const recipe = known.get(id) ?? readContent(content, modules);
  known.delete(id);
  known.set(id, recipe);
  for (const oldest of known.keys()) if (known.size > MOST_KNOWN) known.delete(oldest);
  return recipe;
}

function readContent(content: SharedArrayBuffer, modules: Modules): Recipe {
  const { recipe, pool } = JSON.parse(Buffer.from(content).toString()) as RecipeContent;
  const read = readRecipe(recipe, 'the recipe', modules);
  return pool ? withPool(read, pool.sources, pool.root) : read;
}
