import * as z from 'zod';
import { contentHash, sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { STATE_FILES, StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

const deploymentSchema = z.object({
  /** `s3://bucket/raw-images`: whose uploads the queue hears of. */
  input: z.string(),
  /** Their URLs. */
  queues: z.object({
    images: z.string(),
    reconcile: z.string(),
    deadLetters: z.string(),
    reconcileDeadLetters: z.string(),
  }),
  /** Their names. */
  logGroups: z.object({ augment: z.string(), reconcile: z.string() }),
  /** `outputsDigest` of its Recipe. Absent from a deployment until its first full reconciliation. */
  outputsDigest: z.exactOptional(z.string()),
});

/**
 * The parts of a deployment, for `augment status` and `augment redrive`. Each deployment writes them into the state of its
 * output, before a function has worked; each full reconciliation writes them again if they are lost.
 */
export type Deployment = Frozen<z.output<typeof deploymentSchema>>;

/** What AWS says of a deployment. What could not be asked is absent, and `unknown` says why. */
export interface DeploymentStatus {
  /** Messages, as SQS counts them: approximately, and exactly when nothing has happened for a minute. */
  readonly waiting?: number;
  readonly inWork?: number;
  /** A full reconciliation is due. */
  readonly isReconcileDue?: boolean;
  /** Messages about images that failed at every attempt. */
  readonly deadLetters?: number;
  /** How many of these ask only for images that were made after they were sent, or are gone. */
  readonly settled?: number;
  /** How many of the settled ones ask for images that are gone; absent if none does. */
  readonly gone?: number;
  /** Requests to reconcile that failed at every attempt. */
  readonly reconcileDeadLetters?: number;
  /** How many of these a later full reconciliation has answered; absent if none. */
  readonly settledReconciles?: number;
  /** Kinds of events of the input that do not reach the queue: `s3:ObjectCreated:*`. */
  readonly unheard?: readonly string[];
  /** What could not be asked, each with the right that is needed. */
  readonly unknown: readonly string[];
}

/**
 * Asks AWS how a deployment is.
 * @param state of its output
 * @param signal once it is aborted, dead letters that are looked at are put back
 */
export type AskDeployment = (
  deployment: Deployment,
  state: Store,
  signal?: AbortSignal,
) => Promise<DeploymentStatus>;

const deploymentFile = new StateFile('deployment', deploymentSchema);
const { path } = STATE_FILES.deployment;

export async function rememberDeployment(
  state: Store,
  { input, queues, logGroups, outputsDigest }: Deployment,
): Promise<void> {
  const deployment = { input, queues, logGroups, ...(outputsDigest !== undefined && { outputsDigest }) };
  const present = await state.read(path);
  if (present && contentHash(present) === sha256(deploymentFile.encode(deployment))) return;
  await deploymentFile.put(state, deployment);
}

export async function recallDeployment(state: Store): Promise<Deployment | undefined> {
  return (await deploymentFile.read(state))?.content;
}

export async function forgetDeployment(state: Store): Promise<void> {
  await state.remove(path);
}
