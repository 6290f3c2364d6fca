import { describe, expect, it } from 'vitest';
import type { DeadLetter, TakenLetters } from '../aws/redrive.js';
import { StoreError } from '../core/errors.js';
import { builtInModules } from '../core/modules.js';
import { rememberDeployment } from '../state/deployment.js';
import { replaceFailures } from '../state/failures.js';
import { memoryStore } from '../stores/testing/memory.js';
import { watchDeployment } from './studio-deployment.js';

const OUTPUT = 's3://images/augmented-images';
const queue = (name: string) => `https://sqs.eu-west-1.amazonaws.com/1/${name}`;
const DEPLOYMENT = {
  input: 's3://images/raw-images',
  queues: {
    ...{ images: queue('images'), reconcile: queue('reconcile') },
    ...{ deadLetters: queue('dead'), reconcileDeadLetters: queue('dead-reconcile') },
  },
  logGroups: { augment: 'a', reconcile: 'r' },
};
const letter = (id: string, ...keys: string[]): DeadLetter => ({
  ...{ id, receipt: id, body: `the body of ${id}`, sent: 0, keys, removed: [] },
});
const LETTERS = [letter('1', 'a.jpg'), letter('2', 'b.jpg'), letter('3'), letter('4', 'c.jpg')];

/** A deployment whose dead letters are these; what was done with them is written down. */
async function deployed({ hasReconcile = true, isDeployed = true } = {}) {
  const state = memoryStore();
  if (isDeployed) await rememberDeployment(state, DEPLOYMENT);
  await replaceFailures(
    state,
    ['a.jpg', 'b.jpg'].map((key) => ({ key, reason: 'access denied' })),
    { recipe: 'r', dataset: null },
  );
  const done: string[] = [];
  const idsOf = (letters: readonly DeadLetter[]) => letters.map(({ id }) => id).join(' ');
  const taken: TakenLetters = {
    ...{ images: LETTERS, settled: new Map([[LETTERS[3]!, 'made' as const]]), hasReconcile, heldByOthers: 0 },
    redrive: (letters) => Promise.resolve(void done.push(`redrive ${idsOf(letters)}`)),
    release: (letters) => Promise.resolve(void done.push(`release ${idsOf(letters)}`)),
    redriveReconcile: () => Promise.resolve(void done.push('reconcile')),
  };
  const watched = watchDeployment(OUTPUT, () => Promise.resolve(state), builtInModules, {
    ask: () =>
      Promise.resolve({
        waiting: 3,
        inWork: 2,
        deadLetters: 4,
        settled: 1,
        reconcileDeadLetters: 1,
        unknown: [],
      }),
    take: () => Promise.resolve(taken),
  });
  return { watched, done };
}

describe('a deployment that the studio watches', () => {
  it('is told with what is wrong and what to do, as augment status tells it', async () => {
    const { watched } = await deployed();
    const state = await watched.state();
    expect(state).toMatchObject({
      ...{ done: 0, waiting: 3, inWork: 2, failed: 2, deadLetters: 5, retried: [] },
      failures: [{ key: 'a.jpg', reason: 'access denied' }, { key: 'b.jpg' }],
    });
    expect(state!.said).toContainEqual(
      expect.stringMatching(/^4 dead letters: .*remove the cause, then `augment redrive s3:\/\/images/),
    );
  });

  it('has dead letters by reason, which are left where they are', async () => {
    const { watched, done } = await deployed();
    expect(await watched.letters()).toEqual([
      { reason: 'access denied', count: 2, names: ['a.jpg', 'b.jpg'] },
      { reason: 'the message is not understood', count: 1, names: ['the body of 3'] },
      { reason: 'the images were made since', count: 1, names: ['c.jpg'] },
      { reason: 'requests to reconcile the whole data set', count: 1, names: [] },
    ]);
    expect(done).toEqual(['release 1 2 3 4']);
  });

  it('gets those of one reason again, or all', async () => {
    const one = await deployed();
    expect(await one.watched.redrive('access denied')).toEqual({ delivered: 2, left: 3 });
    expect(one.done).toEqual(['redrive 1 2', 'release 3 4']);
    const requests = await deployed();
    expect(await requests.watched.redrive('requests to reconcile the whole data set')).toEqual({
      ...{ delivered: 1, left: 4 },
    });
    expect(requests.done).toEqual(['redrive ', 'release 1 2 3 4', 'reconcile']);
    const all = await deployed();
    expect(await all.watched.redrive()).toEqual({ delivered: 5, left: 0 });
    expect(all.done).toEqual(['redrive 1 2 3 4', 'release ', 'reconcile']);
  });

  it('may not exist, and may not be asked', async () => {
    const { watched, done } = await deployed({ isDeployed: false });
    expect(await watched.state()).toBeUndefined();
    await expect(watched.redrive()).rejects.toThrow(
      's3://images/augmented-images: no deployed function fills it; docs/aws.md says how to deploy one',
    );
    expect(done).toEqual([]);
    const locked = () => Promise.reject(new StoreError('no credentials were found; set AWS_PROFILE', false));
    await expect(watchDeployment(OUTPUT, locked, builtInModules).state()).rejects.toThrow('set AWS_PROFILE');
  });

  it('has its letters left where they are if the reasons cannot be read', async () => {
    const { done } = await deployed();
    const broken = memoryStore();
    await rememberDeployment(broken, DEPLOYMENT);
    broken.list = () => {
      throw new StoreError('the right s3:ListBucket is needed', false);
    };
    const watched = watchDeployment(OUTPUT, () => Promise.resolve(broken), builtInModules, {
      ask: () => Promise.reject(new Error('never')),
      take: () =>
        Promise.resolve({
          ...{ images: LETTERS, settled: new Map<DeadLetter, never>(), hasReconcile: false, heldByOthers: 0 },
          redrive: () => Promise.reject(new Error('never')),
          release: (letters) => Promise.resolve(void done.push(`release ${letters.length}`)),
          redriveReconcile: () => Promise.reject(new Error('never')),
        }),
    });
    await expect(watched.redrive()).rejects.toThrow('s3:ListBucket');
    expect(done).toEqual(['release 4']);
  });
});
