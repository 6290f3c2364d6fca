import * as z from 'zod';
import type { Balance, BalancedClass, Raise } from '../dataset/balance.js';
import type { Store } from '../stores/store.js';
import { unlessDamaged } from './index-files.js';
import { STATE_FILES, StateFile } from './state-file.js';
import type { Frozen, ShapeOf } from './state-file.js';

const turnSchema = z.object({
  number: z.number(),
  share: z.number(),
  key: z.string(),
} satisfies ShapeOf<NonNullable<Raise['end']>>);

const schema = z.object({
  raises: z.array(
    z.object({
      name: z.string(),
      top: z.exactOptional(z.string()),
      end: z.exactOptional(turnSchema),
    } satisfies ShapeOf<Raise>),
  ),
  classes: z.array(
    z.object({
      name: z.string(),
      before: z.number(),
      after: z.number(),
      target: z.number(),
    } satisfies ShapeOf<BalancedClass>),
  ),
  images: z.number(),
} satisfies ShapeOf<Balance & { readonly raises: readonly Raise[] }>);

/** What `balance` of the Recipe came to at the last full reconciliation. */
export type BalanceState = Frozen<z.output<typeof schema>>;

const file = new StateFile('balance', schema);

export async function noteBalance(state: Store, balance: BalanceState): Promise<void> {
  await file.put(state, balance);
}

/** @returns undefined before the first full reconciliation, without `balance`, and if it is damaged: it is made again */
export async function recallBalance(state: Store): Promise<BalanceState | undefined> {
  return (await unlessDamaged(() => file.read(state)))?.content;
}

export async function forgetBalance(state: Store): Promise<void> {
  await state.remove(STATE_FILES.balance.path);
}
