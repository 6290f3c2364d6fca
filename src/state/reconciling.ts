import * as z from 'zod';
import type { Store } from '../stores/store.js';
import type { IndexRoot } from './index-files.js';
import { STATE_FILES, StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

const schema = z.object({
  /** When it began, in milliseconds. */
  began: z.number(),
  /** All keys before this one are done. */
  next: z.string(),
  /** Of the keys that are done: how many images there are, and how many of them were asked for. */
  images: z.number(),
  asked: z.number(),
});

/** How far a full reconciliation by ranges has come. */
export type Reconciling = Frozen<z.output<typeof schema>>;

const file = new StateFile('reconciling', schema);

export async function noteReconciling(state: Store, reconciling: Reconciling): Promise<void> {
  await file.put(state, reconciling);
}

/** @returns undefined if none is under way: another one that has ended since makes it pointless to go on */
export async function readReconciling(
  state: Store,
  reconciled: IndexRoot['reconciled'],
): Promise<Reconciling | undefined> {
  const noted = (await file.read(state))?.content;
  return noted && noted.began > (reconciled?.ended ?? 0) ? noted : undefined;
}

export async function forgetReconciling(state: Store): Promise<void> {
  await state.remove(STATE_FILES.reconciling.path);
}
