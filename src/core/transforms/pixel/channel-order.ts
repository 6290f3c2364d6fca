import type { Operation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';

export const CHANNELS = [0, 1, 2] as const;

/** @param order for each channel of the result the channel that it is taken from */
export function reorderChannels(order: readonly number[]): readonly Operation[] {
  if (order.every((from, to) => from === to)) return NOTHING;
  const rows = order.flatMap((from) => [0, 1, 2, 3].map((column) => (column === from ? 1 : 0)));
  return [{ kind: 'matrix', rows, rounding: 'round' }];
}
