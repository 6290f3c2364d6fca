import { withoutIndex } from '../../../test/support/folders.js';
import { expect } from 'vitest';
import { failing, FaultPlan } from '../../stores/testing/failing.js';
import { memoryStore } from '../../stores/testing/memory.js';
import type { MemoryStore } from '../../stores/testing/memory.js';
import { keysOf } from '../../stores/testing/contract.js';
import type { Store } from '../../stores/store.js';

export interface MemoryStores {
  readonly input: MemoryStore;
  readonly output: MemoryStore;
  readonly state: MemoryStore;
}

/**
 * Three empty Stores.
 * @param signs true: like buckets; false: like folders
 * @param appends whether they can append, too
 */
export function memoryStores(signs: boolean, appends = false): MemoryStores {
  const open = () => memoryStore(undefined, { signs, appends });
  return { input: open(), output: open(), state: open() };
}

async function copyStores({ input, output, state }: MemoryStores): Promise<MemoryStores> {
  const copies = memoryStores(output.signs, output.append !== undefined);
  for (const [from, to] of [
    [input, copies.input],
    [output, copies.output],
    [state, copies.state],
  ] as const)
    for (const key of await keysOf(from)) {
      const { bytes, signature } = (await from.read(key))!;
      if (signature === undefined) to.put(key, bytes);
      else await to.create(key, bytes);
    }
  return copies;
}

/** All objects of a Store as text, by key. */
export async function contentsOf(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of await keysOf(store))
    found[key] = new TextDecoder('latin1').decode((await store.read(key))!.bytes);
  return found;
}

/** The result of a task: only this is compared. */
async function contentsOfBoth({ output, state }: Pick<MemoryStores, 'output' | 'state'>) {
  // The index names versions and times. It is a copy.
  return { output: await contentsOf(output), state: withoutIndex(withoutMarks(await contentsOf(state))) };
}

/** The marks of deferred images are random. */
function withoutMarks(state: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state).map(([key, text]) => [key, text.replace(/"mark":"[^"]+"/, '"mark":""')]),
  );
}

/** The ways in which one operation can fail, for `describe.each`. */
export const FAULTS = [
  { signs: true, appends: false },
  { signs: false, appends: true },
  { signs: false, appends: false },
].flatMap((stores) =>
  (['before', 'after'] as const).flatMap((when) =>
    (['crash', 'once'] as const).map((kind) => ({ ...stores, when, kind })),
  ),
);

type Fault = (typeof FAULTS)[number];

/**
 * Fails a task at each of its operations, one after the other, each time from the same beginning.
 * @param prepare makes the beginning
 * @param task is repeated without a fault after each failure; then the output and the state must be those of a task
 * that never failed
 * @param check is called between the failure and the repetition
 * @returns how many operations failed
 */
export async function failEverywhere(
  { signs, appends, when, kind }: Fault,
  prepare: (stores: MemoryStores) => Promise<void>,
  task: (stores: { readonly [Name in keyof MemoryStores]: Store }) => Promise<unknown>,
  check: (stores: MemoryStores) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const beginning = memoryStores(signs, appends);
  await prepare(beginning);
  const begin = () => copyStores(beginning);
  const undisturbed = await begin();
  await task(undisturbed);
  const expected = await contentsOfBoth(undisturbed);
  for (let at = 1; ; at++) {
    const stores = await begin();
    const plan = new FaultPlan({ at, when, kind, of: 'all' });
    const { input, output, state } = stores;
    const faulty = {
      input: failing(input, plan),
      output: failing(output, plan),
      state: failing(state, plan),
    };
    // A task may survive a fault: then its result is checked like any other.
    await task(faulty).catch(() => undefined);
    if (!plan.happened) return at - 1;
    await check(stores);
    await task(stores);
    expect(await contentsOfBoth(stores), `after operation ${at} failed`).toEqual(expected);
  }
}
