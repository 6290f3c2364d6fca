import * as z from 'zod';
import { sha256 } from '../stores/sha256.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';

/** What `augment status` must know to ask the queues: written by the function, beside the output that it fills. */
const deploymentSchema = z.object({
  queues: z.object({ images: z.string(), reconcile: z.string(), deadLetters: z.string() }),
});
export type Deployment = z.output<typeof deploymentSchema>;

/** Messages, as SQS counts them: nearly right, and right when nothing has happened for a minute. */
export interface QueueStatus {
  readonly waiting: number;
  readonly inWork: number;
  /** A look at the whole data set is due. */
  readonly isReconcileDue: boolean;
  /** What was tried again and again without success. */
  readonly deadLetters: number;
}

/** Asks the queues of a deployment. */
export type AskQueues = (queues: Deployment['queues']) => Promise<QueueStatus>;

const KEY = 'deployment.json';

export async function rememberDeployment(state: Store, deployment: Deployment): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(deployment, undefined, 1)}\n`);
  const present = await state.read(KEY);
  if (!present || sha256(present.bytes) !== sha256(bytes)) await put(state, KEY, bytes);
}

export async function recallDeployment(state: Store): Promise<Deployment | undefined> {
  const stored = await state.read(KEY);
  return stored && deploymentSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)));
}
