import { recipeJson } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import type { OutputStores, Stores, StoreSettings } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import { engineShare } from '../variants/byte-budget.js';
import { memoryLimit } from '../variants/memory-limit.js';
import { shareMemory } from '../variants/shared-budget.js';
import { createContext, performTask } from './tasks.js';
import type { Answer, TaskName, TaskResults, TaskSetup } from './tasks.js';
import type { WorkerSetup } from './open-context.js';

/** What does one kind of task with Sources. */
export interface Executor<T> {
  /** For messages about a defect. */
  readonly name: string;
  /** How many Sources it should have under way at once. */
  readonly lanes: number;
  /** @throws defects */
  perform(source: Source): Promise<Answer<T>>;
  close(): Promise<void>;
}

/** The stores of a run, and what worker threads need to open them, too. */
export interface Work {
  readonly setup: TaskSetup;
  readonly stores: Stores;
  readonly addresses: Addresses | undefined;
}

export interface Addresses extends StoreSettings, Pick<StoreRegistry, 'within'> {
  readonly input: string;
  readonly output: string;
}

/** The addresses of input and output, and how they are opened; undefined where one of them is a Store. */
export function addressesOf({
  input,
  output,
  state,
  trustTimes = false,
  durable = false,
  stores,
}: {
  readonly input: string | Store;
  readonly output: string | OutputStores;
  readonly stores?: StoreRegistry;
} & StoreSettings): Addresses | undefined {
  if (typeof input !== 'string' || typeof output !== 'string') return undefined;
  const within = stores?.within;
  return { input, output, state, trustTimes, durable, ...(within && { within }) };
}

/**
 * Worker threads, if they can open the stores by address and import every package. Values such as a Store or a transform
 * cannot be sent to a thread; then the calling thread does the work itself, in the same way. It also does so with a single
 * Source, or little work, which it has finished before a thread has started.
 * @param threads 0: the calling thread
 * @param sources how many there are
 */
export async function createExecutor<Name extends TaskName>(
  task: Name,
  work: Work,
  threads: number,
  sources: number,
): Promise<Executor<TaskResults[Name]>> {
  const { setup, stores } = work;
  const tasks = Math.max(stores.input.tasksPerThread, stores.output.tasksPerThread);
  const sent = threads === 0 || sources < 2 ? undefined : sendable(task, work);
  if (!sent) return localExecutor(task, setup, stores, tasks);
  return threadExecutor(sent, Math.min(threads, sources), tasks);
}

/** What another thread or process needs to do a task; undefined where a value cannot be sent to it. */
export function sendable(task: TaskName, { setup, addresses }: Work): WorkerSetup | undefined {
  const packages = setup.recipe.modules.packages.map((one) => one.module);
  if (!addresses || !packages.every((module) => module !== undefined)) return undefined;
  const { pool } = setup.recipe;
  const recipe = recipeJson(setup.recipe);
  return { ...setup, ...addresses, task, packages, recipe, ...(pool && { pool: pool.content }) };
}

async function threadExecutor<T>(setup: WorkerSetup, threads: number, tasks: number): Promise<Executor<T>> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina<Source, Answer<T>>({
    filename: new URL('./worker.js', import.meta.url).href,
    workerData: { ...setup, memory: shareMemory(engineShare(memoryLimit())) } satisfies WorkerSetup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasks,
    recordTiming: false,
    // A thread that sleeps in Atomics.wait could not go on with its other task's reads and writes.
    atomics: 'disabled',
  });
  return {
    name: 'the worker thread',
    lanes: threads * tasks,
    perform: (source) => pool.run(source),
    close: () => pool.destroy(),
  };
}

function localExecutor<Name extends TaskName>(
  task: Name,
  setup: TaskSetup,
  stores: Stores,
  tasks: number,
): Executor<TaskResults[Name]> {
  const context = createContext(setup, stores);
  return {
    name: 'the task',
    lanes: tasks,
    perform: (source) => performTask(task, source, context),
    close: () => Promise.resolve(),
  };
}
