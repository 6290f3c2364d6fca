import { builtInModules, isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { isHidden, isMaskBeside } from '../dataset/layout.js';
import { fileKey } from '../state/file-keys.js';
import { readIndexRoot } from '../state/index-files.js';
import { recallInventory } from '../state/inventory-state.js';
import type { Inventory } from '../dataset/inventory.js';
import type { Failure } from '../dataset/source.js';
import { folderOf } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { readLayout } from '../state/dataset-state.js';
import { recallDeployment } from '../state/deployment.js';
import type { AskDeployment, Deployment, DeploymentStatus } from '../state/deployment.js';
import { listAttempts } from '../state/attempts.js';
import type { Balance } from '../dataset/balance.js';
import { recallBalance } from '../state/balance-state.js';
import { listFailures } from '../state/failures.js';

/** How many missing images are listed by name. */
const NAMED = 20;

/** The progress of an output, by its state alone: the output itself is not read. */
export interface Status {
  /**
   * How many images have a Record, so that all outputs that were requested then were made, and have not failed since. With an
   * input, those that it still has.
   */
  readonly done: number;
  /** How many further Records are of images that the input has no more; absent if no input is given. */
  readonly gone?: number;
  readonly failures: readonly FailureSince[];
  /** Images that the AWS function will try again, and what the last attempt said. */
  readonly retried: readonly Failure[];
  /**
   * What the last complete run or full reconciliation understood of the input. Of an output that AWS fills, the objects of each
   * class are those of all Records.
   */
  readonly inventory?: Inventory;
  /** Of an output that AWS fills: what `balance` of the recipe came to at the last full reconciliation. */
  readonly balance?: Balance;
  /** Images of the input that are neither done nor failed; absent if no input is given. */
  readonly missing?: Missing;
  /** The AWS functions that fill the output, their queues and where they log, if there are any. */
  readonly deployment?: DeploymentStatus & Pick<Deployment, 'logGroups'>;
}

/** A failure as it is in the state. */
export interface FailureSince extends Failure {
  /** Its outputs are those of an earlier version of the image, its labels or the Recipe; absent: it has none. */
  readonly outdated?: true;
}

export interface Missing {
  readonly count: number;
  /** The first of their keys. */
  readonly first: readonly string[];
}

export async function readStatus(
  state: Store,
  input: Store | undefined,
  ask: AskDeployment,
  modules: Modules = builtInModules,
): Promise<Status> {
  const [failures, attempts, inventory, deployment, balance] = await Promise.all([
    listFailures(state),
    listAttempts(state),
    recallInventory(state),
    recallDeployment(state),
    recallBalance(state),
  ]);
  const asked = deployment && (await ask(deployment, state));
  // Behind the question, so that the index knows what no message tells of.
  const root = await readIndexRoot(state);
  const counted = input || !isComplete(asked) ? undefined : root?.content.totals.images;
  const records = counted === undefined ? await recordFiles(state) : new Set<string>();
  const failed = new Set(failures.map(({ key }) => key));
  const isRecorded = (key: string) => records.has(fileKey('records', key));
  const compared = input && (await compareInput(input, state, isRecorded, failed, modules));
  const failedSince = failures.filter(({ record }) => record !== null).length;
  return {
    done: compared?.done ?? (counted ?? records.size) - failedSince,
    ...(compared && { gone: records.size - compared.recorded }),
    failures: failures.map(({ key, reason, edited, record }) => ({
      key,
      reason,
      ...(edited !== undefined && { edited }),
      ...(record !== null && { outdated: true }),
    })),
    retried: attempts.filter(({ key }) => !failed.has(key)),
    ...(inventory && {
      inventory: { ...inventory, ...(deployment && root && { classes: root.content.totals.classes }) },
    }),
    ...(deployment && balance && { balance: { classes: balance.classes, images: balance.images } }),
    ...(compared && { missing: compared.missing }),
    ...(deployment && asked && { deployment: { ...asked, logGroups: deployment.logGroups } }),
  };
}

/** Whether the index knows of all changes: no message tells of another one, and none that did was given up. */
function isComplete(asked: DeploymentStatus | undefined): boolean {
  return asked?.isReconcileDue === false && asked.reconcileDeadLetters === 0;
}

async function recordFiles(state: Store): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  for await (const { key } of state.list('records/')) files.add(key);
  return files;
}

/** What is done of the images that the input has now, and what is neither done nor failed. */
async function compareInput(
  input: Store,
  state: Store,
  isRecorded: (key: string) => boolean,
  failed: ReadonlySet<string>,
  modules: Modules,
): Promise<{ readonly recorded: number; readonly done: number; readonly missing: Missing }> {
  const { labelFolders, placements } = await readLayout(state);
  const isImage = (key: string) =>
    isImageKey(key, modules) &&
    !isHidden(key) &&
    !isMaskBeside(key, placements) &&
    !labelFolders.includes(folderOf(key));
  const first: string[] = [];
  let [count, recorded, done] = [0, 0, 0];
  for await (const { key } of input.list()) {
    if (isRecorded(key)) recorded += 1;
    if (failed.has(key)) continue;
    if (isRecorded(key)) done += 1;
    else if (isImage(key) && count++ < NAMED) first.push(key);
  }
  return { recorded, done, missing: { count, first } };
}
