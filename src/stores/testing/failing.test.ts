import { describe, expect, it } from 'vitest';
import { StoreError } from '../../core/errors.js';
import { put } from '../store.js';
import { describeStoreContract, keysOf } from './contract.js';
import { failing, FaultPlan, InjectedFault } from './failing.js';
import { memoryStore } from './memory.js';

const bytes = new TextEncoder().encode('x');

describeStoreContract('a failing Store before its fault', () =>
  Promise.resolve(failing(memoryStore(), { at: 1_000_000, when: 'before', of: 'all' })),
);

describe('failing', () => {
  it.each([
    ['before', []],
    ['after', ['b']],
  ] as const)('fails %s the second write, and then for good', async (when, written) => {
    const memory = memoryStore();
    const plan = new FaultPlan({ at: 2, when, of: 'writes' });
    const store = failing(memory, plan);
    await store.create('a', bytes);
    await store.read('a');
    expect(plan.happened).toBe(false);
    await expect(store.create('b', bytes)).rejects.toThrow(InjectedFault);
    expect(plan.happened).toBe(true);
    await expect(store.read('a')).rejects.toThrow(InjectedFault);
    await expect(keysOf(store)).rejects.toThrow(InjectedFault);
    expect(await keysOf(memory)).toEqual(['a', ...written]);
  });

  it('counts over all Stores of a plan, reads included', async () => {
    const plan = new FaultPlan({ at: 3, when: 'before', of: 'all' });
    const [first, second] = [failing(memoryStore(), plan), failing(memoryStore(), plan)];
    await first.read('a');
    await second.stat('a');
    await expect(first.create('a', bytes)).rejects.toThrow(InjectedFault);
  });

  it('fails only once if the kind is `once`, with the error of the test', async () => {
    const error = () => new StoreError('the server failed', true);
    const store = failing(memoryStore(), { at: 1, when: 'after', of: 'writes', kind: 'once', error });
    await expect(store.create('a', bytes)).rejects.toThrow('the server failed');
    await put(store, 'a', bytes);
    expect(await keysOf(store)).toEqual(['a']);
  });
});
