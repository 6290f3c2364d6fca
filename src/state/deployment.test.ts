import { describe, expect, it } from 'vitest';
import { put } from '../stores/store.js';
import { memoryStore } from '../stores/testing/memory.js';
import { forgetDeployment, recallDeployment, rememberDeployment } from './deployment.js';
import { STATE_FILES } from './state-file.js';

const DEPLOYMENT = {
  input: 's3://images/raw-images',
  queues: {
    images: 'https://a',
    reconcile: 'https://b',
    deadLetters: 'https://c',
    reconcileDeadLetters: 'https://d',
  },
  logGroups: { augment: 'log', reconcile: 'reconcile-log' },
  outputsDigest: 'e3b0',
};

describe('the addresses of a deployment', () => {
  it('are recalled as they were, and unknown before', async () => {
    const state = memoryStore();
    expect(await recallDeployment(state)).toBeUndefined();
    await rememberDeployment(state, DEPLOYMENT);
    expect(await recallDeployment(state)).toEqual(DEPLOYMENT);
  });

  it('are written only if they have changed, since every start of a function notes them', async () => {
    const state = memoryStore();
    await rememberDeployment(state, DEPLOYMENT);
    await rememberDeployment(state, DEPLOYMENT);
    expect(state.writes.get(STATE_FILES.deployment.path)).toBe(1);
    const moved = { ...DEPLOYMENT, queues: { ...DEPLOYMENT.queues, images: 'https://d' } };
    await rememberDeployment(state, moved);
    expect(await recallDeployment(state)).toEqual(moved);
  });

  it('replace a file that is damaged, and are forgotten with the stack', async () => {
    const state = memoryStore();
    await put(state, STATE_FILES.deployment.path, new TextEncoder().encode('{"version":1}'));
    await rememberDeployment(state, DEPLOYMENT);
    expect(await recallDeployment(state)).toEqual(DEPLOYMENT);
    await forgetDeployment(state);
    expect(await recallDeployment(state)).toBeUndefined();
  });
});
