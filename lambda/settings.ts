import * as z from 'zod';
import { UsageError } from '../src/core/errors.js';
import type { BucketPrefix } from '../src/stores/bucket-prefix.js';
import { parseS3Address } from '../src/stores/s3/address.js';

/** What the deployment tells the functions, by their environment. */
const environmentSchema = z.object({
  AUGMENT_INPUT: z.string(),
  AUGMENT_OUTPUT: z.string(),
  AUGMENT_RECIPE: z.string().min(1).optional(),
  AUGMENT_QUEUE_URL: z.url(),
  AUGMENT_ASSEMBLY_QUEUE_URL: z.url(),
  AUGMENT_DEAD_LETTERS_URL: z.url(),
});

export interface Settings {
  /** `s3://bucket/raw-images`, and the same in parts. */
  readonly input: string;
  readonly inputLocation: BucketPrefix;
  readonly output: string;
  /** A file beside the code, or `s3://bucket/key`; absent: the built-in recipe. */
  readonly recipe?: string;
  readonly queues: Queues;
}

/** Addresses of the queues. */
export interface Queues {
  readonly photos: string;
  readonly assembly: string;
  readonly deadLetters: string;
}

/** @throws UsageError that names what is missing or wrong */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const read = environmentSchema.safeParse(environment);
  if (!read.success) throw new UsageError(`the function's environment: ${z.prettifyError(read.error)}`);
  const { AUGMENT_INPUT: input, AUGMENT_OUTPUT: output, AUGMENT_RECIPE: recipe } = read.data;
  return {
    input,
    inputLocation: parseS3Address(input),
    output,
    ...(recipe !== undefined && { recipe }),
    queues: {
      photos: read.data.AUGMENT_QUEUE_URL,
      assembly: read.data.AUGMENT_ASSEMBLY_QUEUE_URL,
      deadLetters: read.data.AUGMENT_DEAD_LETTERS_URL,
    },
  };
}
