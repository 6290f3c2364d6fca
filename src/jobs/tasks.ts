import type { DeclaredSchema } from '../core/formats/format.js';
import { AugmentError, ConcurrentUpdateError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { DatasetFile, Failure, Source } from '../dataset/source.js';
import { openJournal } from '../state/journal.js';
import type { RunId } from '../state/journal.js';
import type { Stores } from '../stores/open.js';
import { readOnly } from '../stores/read-only.js';
import { EngineQueue } from '../variants/engine-queue.js';
import { SharedBudget } from '../variants/shared-budget.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import type { SharedMemory } from '../variants/shared-budget.js';
import { augmentKnown } from './augment-known.js';
import type { Augmented } from './find-unchanged.js';
import type { JobContext } from './augment-source.js';
import { countSource } from './count-source.js';
import { failureOf } from './permanent.js';
import { foreseeSource } from './foresee-source.js';
import { inspectSource } from './inspect-source.js';
import type { InspectedSource } from '../inspection/inspected-source.js';
import { verifySource } from './verify-source.js';
import type { Verified } from './verify-source.js';

/** What all tasks of a run share besides its stores. */
export interface TaskSetup {
  readonly recipe: Recipe;
  readonly digest: string;
  readonly files: readonly DatasetFile[];
  readonly declared?: DeclaredSchema;
  readonly dryRun?: boolean;
  /** The run whose journal the tasks write. */
  readonly run?: RunId;
  /** The memory of all threads; absent where one thread does everything. */
  readonly memory?: SharedMemory;
}

/** The tasks, with the types of their results. */
export interface TaskResults {
  readonly augment: Augmented;
  readonly count: readonly ObjectCount[];
  readonly foresee: MovedObjects;
  readonly inspect: InspectedSource;
  readonly verify: Verified;
}

export type TaskName = keyof TaskResults;

export type Answer<T> = { readonly result: T } | { readonly failure: Omit<Failure, 'key'> };

/** @param attempt number of attempts so far, including this one */
type Task<T> = (source: Source, context: JobContext, attempt: number) => Promise<T>;

const TASKS: { readonly [Name in TaskName]: Task<TaskResults[Name]> } = {
  augment: (source, context, attempt) => augmentKnown(source, context, attempt === 1),
  count: countSource,
  foresee: foreseeSource,
  inspect: inspectSource,
  verify: verifySource,
};

/** So many attempts if another run works on the same output, with the same or another Recipe. */
const MOST_ATTEMPTS = 5;

/**
 * Does one task with one Source. Errors that users can correct are returned as text.
 * @throws defects
 */
export async function performTask<Name extends TaskName>(
  name: Name,
  source: Source,
  context: JobContext,
): Promise<Answer<TaskResults[Name]>> {
  try {
    return { result: await retryConcurrentUpdates((attempt) => TASKS[name](source, context, attempt)) };
  } catch (error) {
    if (error instanceof AugmentError) return { failure: failureOf(error) };
    throw error;
  }
}

async function retryConcurrentUpdates<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof ConcurrentUpdateError) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** What the tasks of one thread work with. */
export function createContext(setup: TaskSetup, stores: Stores): JobContext {
  const used = setup.dryRun ? readOnlyStores(stores) : stores;
  return {
    stores: used,
    recipe: setup.recipe,
    digest: setup.digest,
    engineQueue: new EngineQueue(setup.memory && new SharedBudget(setup.memory)),
    schemaOf: (source) => schemaOf(source, setup.files),
    ...(setup.declared && { declared: setup.declared }),
    dryRun: setup.dryRun ?? false,
    ...(setup.run && { journal: openJournal(used, setup.run) }),
  };
}

/** The stores of a dry run. */
export function readOnlyStores(stores: Stores): Stores {
  return { ...stores, output: readOnly(stores.output), state: readOnly(stores.state) };
}
