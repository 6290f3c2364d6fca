import { UsageError } from '../core/errors.js';
import type { Store } from '../stores/store.js';
import { STATE_FILES } from './state-file.js';

/** What lies in a state, by the first part of its key. */
const PARTS = new Set([...Object.values(STATE_FILES).map(({ path }) => path.split('/')[0]!), 'temporary']);

/**
 * A state replaces its files and clears empty folders, so nothing else may lie there.
 * @throws UsageError if other files lie there
 */
export async function requireOwnFolder(state: Store): Promise<void> {
  if (await state.read('layout.json')) return;
  for await (const { key } of state.list()) {
    if (PARTS.has(key.split('/')[0]!)) continue;
    throw new UsageError(
      `${state.location} contains ${key}, which is part of no state; name an empty folder or prefix for the state`,
    );
  }
}
