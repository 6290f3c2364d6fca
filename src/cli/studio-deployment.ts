import type { TakenLetters } from '../aws/redrive.js';
import { UsageError } from '../core/errors.js';
import type { Modules } from '../core/modules.js';
import { readStatus } from '../jobs/status.js';
import { recallDeployment } from '../state/deployment.js';
import type { AskDeployment, Deployment } from '../state/deployment.js';
import type { Store } from '../stores/store.js';
import type { WatchedDeployment } from '../studio/deployment-protocol.js';
import { deliverLetters, groupLetters, namesIn, RECONCILE } from './dead-letter-groups.js';
import { describeDeployment } from './describe-deployment.js';

/** Further ones are only counted. */
const NAMED = 10;
const LISTED = 200;

/** How AWS is asked. */
export interface AwsRequests {
  readonly ask: AskDeployment;
  readonly take: (deployment: Deployment, state: Store) => Promise<TakenLetters>;
}

/** With the credentials of this process; what it needs is loaded when it is asked. */
const awsRequests: AwsRequests = {
  ask: async (...of) => (await import('../aws/ask-deployment.js')).askDeployment(...of),
  take: async (...of) => (await import('../aws/redrive.js')).takeLetters(...of),
};

/**
 * The deployed function that fills an output, as `augment status` and `augment redrive` see it.
 * @param address of the output
 * @param open opens its state
 */
export function watchDeployment(
  address: string,
  open: () => Promise<Store>,
  modules: Modules,
  { ask, take }: AwsRequests = awsRequests,
): WatchedDeployment {
  const takeLetters = async () => {
    const state = await open();
    const deployment = await recallDeployment(state);
    if (!deployment)
      throw new UsageError(`${address}: no deployed function fills it; docs/aws.md says how to deploy one`);
    const taken = await take(deployment, state);
    return { taken, groups: await groupLetters(taken, state) };
  };
  return {
    async state() {
      const { deployment, ...status } = await readStatus(await open(), undefined, ask, modules);
      if (!deployment) return undefined;
      const { waiting, inWork, deadLetters = 0, reconcileDeadLetters = 0 } = deployment;
      return {
        done: status.done,
        ...(waiting !== undefined && { waiting }),
        ...(inWork !== undefined && { inWork }),
        failed: status.failures.length,
        failures: status.failures.slice(0, LISTED),
        retried: status.retried.slice(0, LISTED),
        deadLetters: deadLetters + reconcileDeadLetters,
        said: describeDeployment(deployment, address),
      };
    },

    async letters() {
      const { taken, groups } = await takeLetters();
      await taken.release(taken.images);
      return [
        ...groups.map((group) => ({
          ...{ reason: group.reason, count: group.letters.length },
          names: namesIn(group).slice(0, NAMED),
        })),
        ...(taken.hasReconcile ? [{ reason: RECONCILE, count: 1, names: [] }] : []),
      ];
    },

    async redrive(reason) {
      const { taken, groups } = await takeLetters();
      const isWanted = (one: string) => reason === undefined || one === reason;
      const chosen = groups.filter((group) => isWanted(group.reason)).flatMap(({ letters }) => letters);
      const left = await deliverLetters(taken, chosen);
      const withReconcile = taken.hasReconcile && isWanted(RECONCILE);
      if (withReconcile) await taken.redriveReconcile();
      return {
        delivered: chosen.length + Number(withReconcile),
        left: left + taken.heldByOthers + Number(taken.hasReconcile && !withReconcile),
      };
    },
  };
}
