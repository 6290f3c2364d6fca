import { compareKeys } from '../core/keys.js';
import type { KeyRange } from './store.js';

/** Whether a key lies in a range, in the order of code units. */
export function isWithin(key: string, { from, until }: KeyRange): boolean {
  return (
    (from === undefined || compareKeys(key, from) >= 0) &&
    (until === undefined || compareKeys(key, until) < 0)
  );
}
