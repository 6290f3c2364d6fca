import { isImageName } from '../dataset/layout.js';
import type { Failure } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { recallDeployment } from './deployment.js';
import type { Deployment } from './deployment.js';
import { listFailures } from './failures.js';

/** How far an output is, by what its state says; nothing of the output itself is read. */
export interface Status {
  /** Photos that have a Record: at some time all that was asked for was made of them. */
  readonly done: number;
  readonly failures: readonly Failure[];
  /** Files of the input with the name of a photo that are neither done nor failed; absent where the input is not told. */
  readonly missing?: number;
  /** Of the functions that fill the output, where there are any. */
  readonly queues?: QueueStatus;
}

/** Messages, as SQS counts them: nearly right, and right when nothing has happened for a minute. */
export interface QueueStatus {
  readonly waiting: number;
  readonly inWork: number;
  /** A look at the whole data set is due. */
  readonly isToBeAssembled: boolean;
  /** What was tried again and again without success. */
  readonly deadLetters: number;
}

/** Asks the queues of a deployment. */
export type AskQueues = (queues: Deployment['queues']) => Promise<QueueStatus>;

export async function readStatus(
  state: Store,
  input: Store | undefined,
  askQueues: AskQueues,
): Promise<Status> {
  const [done, failures, deployment] = await Promise.all([
    countKeys(state, 'records/', () => true),
    listFailures(state),
    recallDeployment(state),
  ]);
  const photos = input && (await countKeys(input, '', isImageName));
  return {
    done,
    failures: failures.map(({ key, reason }) => ({ key, reason })),
    ...(photos !== undefined && { missing: Math.max(0, photos - done - failures.length) }),
    ...(deployment && { queues: await askQueues(deployment.queues) }),
  };
}

async function countKeys(store: Store, prefix: string, counts: (key: string) => boolean): Promise<number> {
  let count = 0;
  for await (const { key } of store.list(prefix)) if (counts(key)) count += 1;
  return count;
}
