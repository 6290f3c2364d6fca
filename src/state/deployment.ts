import * as z from 'zod';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

const deploymentSchema = z.object({
  queues: z.object({ images: z.string(), reconcile: z.string(), deadLetters: z.string() }),
});

/** The addresses of a deployment's queues, for `augment status`. The function writes them into the state of its output. */
export type Deployment = Frozen<z.output<typeof deploymentSchema>>;

/** Messages, as SQS counts them: approximately, and exactly when nothing has happened for a minute. */
export interface QueueStatus {
  readonly waiting: number;
  readonly inWork: number;
  /** A full reconciliation is due. */
  readonly isReconcileDue: boolean;
  /** Messages that failed at every attempt. */
  readonly deadLetters: number;
}

/** Asks the queues of a deployment. */
export type AskQueues = (queues: Deployment['queues']) => Promise<QueueStatus>;

const deploymentFile = new StateFile('deployment', deploymentSchema);

export async function rememberDeployment(state: Store, deployment: Deployment): Promise<void> {
  const present = await deploymentFile.read(state);
  if (present?.sha256 !== sha256(deploymentFile.encode(deployment)))
    await deploymentFile.put(state, deployment);
}

export async function recallDeployment(state: Store): Promise<Deployment | undefined> {
  return (await deploymentFile.read(state))?.content;
}
