import { describe, expect, it } from 'vitest';
import { describeDeployment, isDeploymentWell } from './describe-deployment.js';

const WELL = {
  ...{ waiting: 3, inWork: 1, isReconcileDue: false, deadLetters: 0, reconcileDeadLetters: 0 },
  ...{ unheard: [], unknown: [], logGroups: { augment: 'log', reconcile: 'reconcile-log' } },
};

describe('a deployment', () => {
  it.each([
    ['nothing', {}],
    ['work that waits', { isReconcileDue: true }],
    ['dead letters of images that were made since', { deadLetters: 2, settled: 2 }],
    ['dead letters of images that are gone', { deadLetters: 2, settled: 2, gone: 1 }],
    [
      'dead letters of reconciliations that were done since',
      { reconcileDeadLetters: 2, settledReconciles: 2 },
    ],
  ])('is well with %s', (_, found) => {
    expect(isDeploymentWell({ ...WELL, ...found })).toBe(true);
  });

  it.each([
    [
      'dead letters',
      { deadLetters: 1 },
      /^1 dead letter: .*`augment redrive s3:\/\/b\/out`[^]*--log-group-name log /,
    ],
    ['some dead letters that are open', { deadLetters: 3, settled: 2 }, /^3 dead letters: .*; 2 of them/],
    [
      'dead letters of reconciliations',
      { reconcileDeadLetters: 1 },
      /^1 dead letter of reconciliations: .*`augment redrive s3:\/\/b\/out`[^]*--log-group-name reconcile-log /,
    ],
    [
      'events that do not arrive',
      { unheard: ['s3:ObjectCreated:*'] },
      /^failed: the bucket .*\(s3:ObjectCreated:\*\)/,
    ],
    ['something that could not be asked', { unknown: ['cannot ask x'] }, /^not known: cannot ask x$/],
  ])('is not well with %s', (_, found, said) => {
    const deployment = { ...WELL, ...found };
    expect(isDeploymentWell(deployment)).toBe(false);
    expect(describeDeployment(deployment, 's3://b/out').join('\n')).toMatch(said);
  });

  it('tells dead letters apart for which nothing is left to be done', () => {
    const settled = { deadLetters: 2, settled: 2, gone: 1, reconcileDeadLetters: 1, settledReconciles: 1 };
    expect(describeDeployment({ ...WELL, ...settled }, 's3://b/out')).toEqual([
      expect.stringMatching(
        /; all ask for images that were made since, or are gone, so nothing is missing; /,
      ),
      expect.stringMatching(
        /^1 dead letter of reconciliations: a later one was done, so nothing is missing; /,
      ),
    ]);
  });
});
