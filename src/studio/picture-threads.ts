import type { Piscina } from 'piscina';
import { recipeJson } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import { engineShare } from '../variants/byte-budget.js';
import { memoryLimit } from '../variants/memory-limit.js';
import { shareMemory } from '../variants/shared-budget.js';
import { keptIn } from './kept-thumbnails.js';
import { PictureMaker, resultOf } from './picture-tasks.js';
import type { Answer, PictureResults, PictureTask, ResultOf } from './picture-tasks.js';
import type { PictureThreadSetup, RecipeContent, SentTask, SharedRecipe } from './picture-worker.js';
import type { InputSetup } from './thread-input.js';
import { Turns } from './turns.js';

type AnyAnswer = Answer<PictureResults[PictureTask['kind']]>;
type Perform = (task: PictureTask, recipe: Recipe) => Promise<AnyAnswer>;

/** What the user has just changed, or waits for, comes before what comes into view. */
export const URGENCY = { thumbnail: 0, preview: 1 } as const;

/** Who waits for a picture, and how much. */
export interface Wish {
  readonly urgency: number;
  /** Aborted once nobody waits any more: what has not begun is dropped. */
  readonly signal?: AbortSignal | undefined;
}

interface PictureThreadsOptions {
  readonly input: Store;
  /** Of the input. */
  readonly address: string;
  readonly registry: StoreRegistry | undefined;
  /** 0: the calling thread does the work. */
  readonly threads: number;
  /** A folder for thumbnails. Absent: none are kept. */
  readonly cache: string | undefined;
}

/**
 * Makes pictures in worker threads; in the calling thread where a package of the Recipe is no module that they could import.
 * Which thread makes what has no influence on the result.
 */
export class PictureThreads {
  private readonly turns: Turns;
  private readonly shared = new WeakMap<Recipe, SharedRecipe>();
  private readonly here: PictureMaker;
  private pool: Promise<Piscina<SentTask, AnyAnswer>> | undefined;
  private recipes = 0;

  constructor(private readonly options: PictureThreadsOptions) {
    const { input, threads } = options;
    this.turns = new Turns(Math.max(1, threads) * input.tasksPerThread);
    this.here = new PictureMaker({ ...options, kept: keptIn(options.cache) });
  }

  /** @throws ImageError or RecipeError for what the user can correct, and the reason of the signal */
  async perform<Task extends PictureTask>(
    task: Task,
    recipe: Recipe,
    { urgency, signal }: Wish,
  ): Promise<ResultOf<Task>> {
    const perform = this.performerFor(recipe);
    const answer = await this.turns.take(urgency, signal, () => perform(task, recipe));
    return resultOf(answer as Answer<ResultOf<Task>>);
  }

  /** Starts the threads, so that the first picture need not wait for them. */
  async start(recipe: Recipe): Promise<void> {
    const setup = this.setupFor(recipe);
    if (setup) await this.startWith(setup);
  }

  async close(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  private performerFor(recipe: Recipe): Perform {
    const setup = this.setupFor(recipe);
    if (!setup) return (task) => this.here.perform(task, recipe);
    return async (task) => (await this.startWith(setup)).run({ task, recipe: this.share(recipe) });
  }

  /** What a thread needs; undefined where a package of the Recipe is only a value, or there are no threads. */
  setupFor({ modules }: Recipe): InputSetup | undefined {
    const { address, threads } = this.options;
    const packages = modules.packages.flatMap(({ module }) => module ?? []);
    const areModules = packages.length === modules.packages.length;
    return areModules && threads > 0 ? { address, packages } : undefined;
  }

  private startWith(setup: InputSetup): Promise<Piscina<SentTask, AnyAnswer>> {
    return (this.pool ??= this.open(setup));
  }

  private async open(setup: InputSetup): Promise<Piscina<SentTask, AnyAnswer>> {
    const { Piscina: Threads } = await import('piscina');
    const { input, threads, cache } = this.options;
    return new Threads({
      filename: new URL('./picture-worker.js', import.meta.url).href,
      workerData: {
        ...setup,
        ...(cache !== undefined && { cache }),
        memory: shareMemory(engineShare(memoryLimit())),
      } satisfies PictureThreadSetup,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: input.tasksPerThread,
      recordTiming: false,
      atomics: 'disabled',
    });
  }

  private share(recipe: Recipe): SharedRecipe {
    const known = this.shared.get(recipe);
    if (known) return known;
    const { pool } = recipe;
    const content = {
      recipe: recipeJson(recipe),
      ...(pool && { pool: pool.content }),
    } satisfies RecipeContent;
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    const memory = new SharedArrayBuffer(bytes.length);
    new Uint8Array(memory).set(bytes);
    const shared = { id: (this.recipes += 1), content: memory };
    this.shared.set(recipe, shared);
    return shared;
  }
}
