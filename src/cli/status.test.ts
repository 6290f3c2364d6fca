import { beforeEach, describe, expect, it } from 'vitest';
import { builtInModules } from '../core/modules.js';
import { rememberDeployment } from '../state/deployment.js';
import type { StoreLocation } from '../stores/location.js';
import type { StoreRegistry } from '../stores/registry.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { MemoryStore } from '../stores/testing/memory.js';
import { statusOf } from './status.js';

const some = new Uint8Array([1]);
let places: Map<string, MemoryStore>;
beforeEach(() => void (places = new Map()));

function at(address: string): MemoryStore {
  const store = places.get(address) ?? { ...memoryStore(), location: address };
  places.set(address, store);
  return store;
}

const locate = (address: string) =>
  ({
    address,
    expect: () => undefined,
    open: () => Promise.resolve(at(address)),
    beside: () => locate(`${address}.augment`),
  }) as unknown as StoreLocation;
const stores: StoreRegistry = { locate, schemeOf: () => 'memory' };
const ask = (output: string, input?: string) =>
  statusOf(output, { modules: builtInModules, stores }, input === undefined ? {} : { input });

describe('a mistyped address', () => {
  it('of an output is told, since neither outputs nor a state are there', async () => {
    await expect(ask('outt')).rejects.toThrow('outt has no outputs, and outt.augment no state');
  });

  it('of an input is told, since no file is there', async () => {
    at('out.augment').put('records/a.jpg.json', some);
    await expect(ask('out', 'inn')).rejects.toThrow('inn: the input has no files');
    at('in').put('a.jpg', some);
    expect((await ask('out', 'in')).status).toMatchObject({ done: 1, gone: 0 });
  });

  it('of a state is a note', async () => {
    at('out').put('a_jpg.v1.jpg', some);
    expect((await ask('out')).note).toMatch(/^there is no state in out\.augment: out is no output/);
  });
});

describe('a deployment that has not worked yet', () => {
  const ANSWERED = {
    isReconcileDue: true,
    deadLetters: 0,
    reconcileDeadLetters: 0,
    unheard: [],
    unknown: [],
  };
  const deploy = () =>
    rememberDeployment(at('out.augment'), {
      input: 'in',
      queues: { images: 'a', reconcile: 'b', deadLetters: 'c', reconcileDeadLetters: 'd' },
      logGroups: { augment: 'log', reconcile: 'reconcile-log' },
    });
  const asked = (waiting: number) => statusOfDeployed({ ...ANSWERED, waiting, inWork: 0 });
  const statusOfDeployed = (answer: typeof ANSWERED & { waiting: number; inWork: number }) =>
    statusOf('out', { modules: builtInModules, stores }, { input: 'in' }, () => Promise.resolve(answer));

  it('is told by what it waits for, not by a missing state', async () => {
    await deploy();
    expect((await asked(0)).note).toBe('nothing was uploaded to in yet');
  });

  it('needs no note once there is something to do', async () => {
    await deploy();
    expect(await asked(2)).not.toHaveProperty('note');
    at('in').put('a.jpg', some);
    expect(await asked(0)).not.toHaveProperty('note');
  });
});
