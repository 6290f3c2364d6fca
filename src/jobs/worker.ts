import { workerData } from 'piscina';
import { restrainLibvips } from '../codecs/libvips.js';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import type { DatasetFile, Source } from '../dataset/source.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';
import { openPlaces } from './stores.js';
import type { DeclaredSchema } from './write-labels.js';
import { verifySource } from './verify-source.js';
import type { Finding } from './verify-source.js';
import { Workshop } from './workshop.js';

/** What a worker thread is told when it starts. */
export interface WorkerSetup {
  readonly input: string;
  readonly output: string;
  readonly recipe: Recipe;
  readonly digest: string;
  readonly files: readonly DatasetFile[];
  readonly declared?: DeclaredSchema;
  readonly dryRun?: boolean;
}

export type Answer<T> = { readonly result: T } | { readonly failure: string };

let opened: Promise<JobContext> | undefined;

/** What users can mend comes back as text; defects are thrown. */
async function answer<T>(work: (context: JobContext) => Promise<T>): Promise<Answer<T>> {
  opened ??= openContext(workerData as WorkerSetup);
  try {
    return { result: await work(await opened) };
  } catch (error) {
    if (error instanceof AugmentError) return { failure: error.message };
    throw error;
  }
}

export function augment(source: Source): Promise<Answer<Outcome>> {
  return answer((context) => augmentSource(source, context));
}

export function verify(source: Source): Promise<Answer<Finding[]>> {
  return answer((context) => verifySource(source, context));
}

async function openContext(setup: WorkerSetup): Promise<JobContext> {
  restrainLibvips();
  return {
    places: await openPlaces(setup.input, setup.output),
    recipe: setup.recipe,
    digest: setup.digest,
    workshop: new Workshop(),
    schemaOf: (source) => schemaOf(source, setup.files),
    ...(setup.declared && { declared: setup.declared }),
    dryRun: setup.dryRun ?? false,
  };
}
