import * as z from 'zod';
import { UsageError } from '../src/core/errors.js';
import { memoryLimit } from '../src/variants/memory-limit.js';
import type { BucketPrefix } from '../src/stores/bucket-prefix.js';
import { parseS3Address } from '../src/stores/s3/address.js';

/** The environment variables that the deployment sets. */
const environmentSchema = z.object({
  AUGMENT_INPUT: z.string(),
  AUGMENT_OUTPUT: z.string(),
  AUGMENT_RECIPE: z.string().min(1).optional(),
  AUGMENT_IMAGE_QUEUE_URL: z.url(),
  AUGMENT_RECONCILE_QUEUE_URL: z.url(),
  AUGMENT_DEAD_LETTERS_URL: z.url(),
  AUGMENT_RECONCILE_DEAD_LETTERS_URL: z.url(),
  AUGMENT_LOG_GROUP: z.string(),
  AUGMENT_RECONCILE_LOG_GROUP: z.string(),
  /** No message is hidden for more seconds. For tests, which cannot wait for hours. */
  AUGMENT_LONGEST_PAUSE: z.coerce.number().positive().default(Infinity),
  /** MB. Lambda sets it. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().positive().optional(),
});

export interface Settings {
  /** `s3://bucket/raw-images`. */
  readonly input: string;
  /** The same location, parsed. */
  readonly inputLocation: BucketPrefix;
  readonly output: string;
  /** A file beside the code, or `s3://bucket/key`; if absent, the built-in Recipe. */
  readonly recipe?: string;
  readonly queues: Queues;
  /** Names of the log groups of both functions. */
  readonly logGroups: { readonly augment: string; readonly reconcile: string };
  /** Bytes of memory that the function has. */
  readonly memory: number;
  /** No message is hidden for more seconds. */
  readonly longestPause: number;
  /** What the function may lack for an image, and how to give more. */
  readonly remedy: string;
}

/** URLs of the queues. */
export interface Queues {
  /** Images to augment: S3's events, and this program's own requests. */
  readonly images: string;
  /** Requests to reconcile. */
  readonly reconcile: string;
  /** Messages of the image queue that failed too often. */
  readonly deadLetters: string;
  /** Requests to reconcile that failed too often. */
  readonly reconcileDeadLetters: string;
}

/** @throws UsageError that names what is missing or wrong */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const read = environmentSchema.safeParse(environment);
  if (!read.success) throw new UsageError(`the function's environment: ${z.prettifyError(read.error)}`);
  const { AUGMENT_INPUT: input, AUGMENT_OUTPUT: output, AUGMENT_RECIPE: recipe } = read.data;
  const megabytes = read.data.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  return {
    input,
    inputLocation: parseS3Address(input),
    output,
    ...(recipe !== undefined && { recipe }),
    longestPause: read.data.AUGMENT_LONGEST_PAUSE,
    memory: megabytes === undefined ? memoryLimit() : megabytes * 2 ** 20,
    remedy: remedyFor(megabytes),
    queues: {
      images: read.data.AUGMENT_IMAGE_QUEUE_URL,
      reconcile: read.data.AUGMENT_RECONCILE_QUEUE_URL,
      deadLetters: read.data.AUGMENT_DEAD_LETTERS_URL,
      reconcileDeadLetters: read.data.AUGMENT_RECONCILE_DEAD_LETTERS_URL,
    },
    logGroups: { augment: read.data.AUGMENT_LOG_GROUP, reconcile: read.data.AUGMENT_RECONCILE_LOG_GROUP },
  };
}

function remedyFor(memory: number | undefined): string {
  const given = memory === undefined ? '' : ` of ${memory.toLocaleString('en-US')} MB`;
  return (
    `probably the function's memory${given} or its time was not enough; make the image smaller, ` +
    "lower the recipe's `limits: {pixels: …}` or `variants`, or give the function more memory (deploy.sh --memory)"
  );
}
