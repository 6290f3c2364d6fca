import { workerData } from 'piscina';
import { restrainLibvips } from '../codecs/libvips.js';
import { AugmentError, ConcurrentUpdateError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import { readRecipe } from '../core/recipe/index.js';
import { schemaOf } from '../dataset/source.js';
import type { DatasetFile, Source } from '../dataset/source.js';
import type { JobContext } from './augment-source.js';
import { augmentKnown } from './augment-known.js';
import type { Augmented } from './augment-known.js';
import { openStores } from '../stores/open.js';
import type { DeclaredSchema } from '../core/formats/format.js';
import { verifySource } from './verify-source.js';
import type { Finding } from './verify-source.js';
import { EngineQueue } from '../variants/engine-queue.js';

/** What a worker thread is told when it starts. */
export interface WorkerSetup {
  readonly input: string;
  readonly output: string;
  /** See `recipeJson`: functions cannot be sent to a thread. */
  readonly recipe: JsonObject;
  readonly digest: string;
  readonly files: readonly DatasetFile[];
  readonly declared?: DeclaredSchema;
  readonly dryRun?: boolean;
}

export type Answer<T> = { readonly result: T } | { readonly failure: string };

/** @param attempt how often it was begun, this time included */
type Work<T> = (context: JobContext, attempt: number) => Promise<T>;

const MOST_ATTEMPTS = 5;

let opened: Promise<JobContext> | undefined;

/** What users can mend comes back as text; defects are thrown. */
async function answer<T>(work: Work<T>): Promise<Answer<T>> {
  opened ??= openContext(workerData as WorkerSetup);
  try {
    return { result: await retryConcurrentUpdates(await opened, work) };
  } catch (error) {
    if (error instanceof AugmentError) return { failure: error.message };
    throw error;
  }
}

/** Another run at the same time, of the same or another Recipe, is waited out. */
async function retryConcurrentUpdates<T>(context: JobContext, work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(context, attempt);
    } catch (error) {
      if (!(error instanceof ConcurrentUpdateError) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

export function augment(source: Source): Promise<Answer<Augmented>> {
  return answer((context, attempt) => augmentKnown(source, context, attempt === 1));
}

export function verify(source: Source): Promise<Answer<Finding[]>> {
  return answer((context) => verifySource(source, context));
}

async function openContext(setup: WorkerSetup): Promise<JobContext> {
  restrainLibvips();
  return {
    stores: await openStores(setup.input, setup.output),
    recipe: readRecipe(setup.recipe, 'the recipe'),
    digest: setup.digest,
    engineQueue: new EngineQueue(),
    schemaOf: (source) => schemaOf(source, setup.files),
    ...(setup.declared && { declared: setup.declared }),
    dryRun: setup.dryRun ?? false,
  };
}
