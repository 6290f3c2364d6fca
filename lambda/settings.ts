import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../src/core/errors.js';
import { defaultRecipe, parseRecipe } from '../src/core/recipe/index.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { parseLocation } from '../src/stores/location.js';
import type { BucketPlace } from '../src/stores/location.js';
import { openStore } from '../src/stores/open.js';

/** What the deployment tells the function, by its environment. */
const environmentSchema = z.object({
  AUGMENT_INPUT: z.string().describe('s3://bucket/raw-images'),
  AUGMENT_OUTPUT: z.string().describe('s3://bucket/augmented-images'),
  AUGMENT_RECIPE: z.string().optional().describe('A file beside the code, or s3://bucket/key'),
  AUGMENT_QUEUE_URL: z.url(),
  AUGMENT_ASSEMBLY_QUEUE_URL: z.url(),
  AUGMENT_DEAD_LETTERS_URL: z.url(),
});

export interface Settings {
  readonly input: string;
  readonly inputPlace: BucketPlace;
  readonly output: string;
  readonly queues: Queues;
}

export interface Queues {
  readonly photos: string;
  readonly assembly: string;
  readonly deadLetters: string;
}

/** @throws UsageError that names what is missing */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const read = environmentSchema.safeParse(environment);
  if (!read.success) throw new UsageError(`the function's environment: ${z.prettifyError(read.error)}`);
  const { AUGMENT_INPUT: input, AUGMENT_OUTPUT: output } = read.data;
  const inputPlace = parseLocation(input);
  if (inputPlace.kind !== 'bucket') throw new UsageError(`AUGMENT_INPUT is ${input}, which is no bucket`);
  return {
    input,
    inputPlace,
    output,
    queues: {
      photos: read.data.AUGMENT_QUEUE_URL,
      assembly: read.data.AUGMENT_ASSEMBLY_QUEUE_URL,
      deadLetters: read.data.AUGMENT_DEAD_LETTERS_URL,
    },
  };
}
