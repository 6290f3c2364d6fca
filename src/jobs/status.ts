import { builtInFormats } from '../core/formats/index.js';
import { isHidden, isImageName, isSidecarMask } from '../dataset/layout.js';
import { fileKey } from '../state/file-keys.js';
import type { Failure } from '../dataset/source.js';
import { folderOf } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { readLayout } from '../state/dataset-state.js';
import { recallDeployment } from '../state/deployment.js';
import type { AskQueues, QueueStatus } from '../state/deployment.js';
import { listFailures } from '../state/failures.js';

/** So many missing photos are told by name. */
const NAMED = 20;

/** How far an output is, by what its state says; nothing of the output itself is read. */
export interface Status {
  /** Photos that have a Record: at some time all that was asked for was made of them. */
  readonly done: number;
  readonly failures: readonly Failure[];
  /** Photos of the input that are neither done nor failed; absent where the input is not told. */
  readonly missing?: Missing;
  /** Of the functions that fill the output, where there are any. */
  readonly queues?: QueueStatus;
}

export interface Missing {
  readonly count: number;
  /** Some of them. */
  readonly first: readonly string[];
}

export async function readStatus(
  state: Store,
  input: Store | undefined,
  askQueues: AskQueues,
): Promise<Status> {
  const [records, failures, deployment] = await Promise.all([
    recordFiles(state),
    listFailures(state),
    recallDeployment(state),
  ]);
  const failed = new Set(failures.map(({ key }) => key));
  const afterListing = (key: string) => records.has(fileKey('records', key)) || failed.has(key);
  return {
    done: records.size,
    failures: failures.map(({ key, reason }) => ({ key, reason })),
    ...(input && { missing: await findMissing(input, state, afterListing) }),
    ...(deployment && { queues: await askQueues(deployment.queues) }),
  };
}

async function recordFiles(state: Store): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  for await (const { key } of state.list('records/')) files.add(key);
  return files;
}

async function findMissing(
  input: Store,
  state: Store,
  afterListing: (key: string) => boolean,
): Promise<Missing> {
  const { labelFolders } = await readLayout(state);
  const isPhoto = (key: string) =>
    isImageName(key) &&
    !isHidden(key) &&
    !isSidecarMask(key, builtInFormats) &&
    !labelFolders.includes(folderOf(key));
  const first: string[] = [];
  let count = 0;
  for await (const { key } of input.list()) {
    if (!isPhoto(key) || afterListing(key)) continue;
    if (count++ < NAMED) first.push(key);
  }
  return { count, first };
}
