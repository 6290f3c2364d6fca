import type { Status } from '../jobs/status.js';
import { count } from './say.js';

type Deployment = NonNullable<Status['deployment']>;

/** Whether nothing needs a person, as far as all could be asked. */
export function isDeploymentWell(deployment: Deployment): boolean {
  const { unheard = [], unknown } = deployment;
  return openLetters(deployment) + openRequests(deployment) + unheard.length + unknown.length === 0;
}

/** What is wrong with a deployment, each with what to do. */
export function describeDeployment(deployment: Deployment, output: string): string[] {
  const { deadLetters = 0, settledReconciles = 0, unheard = [], unknown, logGroups } = deployment;
  const requests = openRequests(deployment);
  const redrive = `augment redrive ${output}`;
  return [
    ...(deployment.isReconcileDue
      ? [
          'changes are still to be taken into the files about the whole data set, or a full reconciliation is to come',
        ]
      : []),
    ...unknown.map((reason) => `not known: ${reason}`),
    ...(unheard.length > 0
      ? [
          `failed: the bucket does not tell the function of uploads (${unheard.join(', ')}): its notifications were ` +
            'removed or replaced; docs/aws.md says how to put them back',
        ]
      : []),
    ...(deadLetters > 0 ? [describeDeadLetters(deployment, deadLetters, redrive)] : []),
    ...(openLetters(deployment) > 0 ? [whyIn(logGroups.augment)] : []),
    ...(settledReconciles > 0
      ? [
          `${count(settledReconciles, 'dead letter')} of reconciliations: a later one was done, so nothing is missing; \`${redrive}\` clears them`,
        ]
      : []),
    ...(requests > 0
      ? [
          `${count(requests, 'dead letter')} of reconciliations: they failed at every attempt, so files about ` +
            `the whole data set and deferred images may be missing; remove the cause, then \`${redrive}\``,
          whyIn(logGroups.reconcile),
        ]
      : []),
  ];
}

function describeDeadLetters(
  { settled, gone = 0 }: Deployment,
  deadLetters: number,
  redrive: string,
): string {
  const letters = `${count(deadLetters, 'dead letter')}: messages that failed at every attempt`;
  const since = gone > 0 ? 'made since, or are gone' : 'made since';
  if (settled === deadLetters)
    return `${letters}; all ask for images that were ${since}, so nothing is missing; \`${redrive}\` clears them`;
  const some = settled ? `; ${settled} of them for images that were ${since}` : '';
  return `${letters}${some}; remove the cause, then \`${redrive}\` lists them and delivers them again`;
}

function openLetters({ deadLetters = 0, settled = 0 }: Deployment): number {
  return deadLetters - settled;
}

function openRequests({ reconcileDeadLetters = 0, settledReconciles = 0 }: Deployment): number {
  return reconcileDeadLetters - settledReconciles;
}

/** A pattern that also finds functions that cannot start, and those that were stopped. */
function whyIn(logGroup: string): string {
  return (
    `the cause: aws logs filter-log-events --log-group-name ${logGroup} ` +
    `--filter-pattern '?retried ?Error ?ERROR ?"timed out"' --query 'events[-20:].message'`
  );
}
