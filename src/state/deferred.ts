import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { StateFile } from './state-file.js';

/** An image, or a label file with its images, that waits for the next full reconciliation. */
export interface Deferred {
  readonly key: string;
  readonly stateKey: string;
  readonly version: string;
}

const deferred = new StateFile('deferred', z.object({ key: z.string(), mark: z.string() }));

/** Each mark is unique, so that `clearDeferred` with an earlier mark does not remove a later one. */
export async function noteDeferred(state: Store, key: string): Promise<void> {
  await deferred.put(state, { key, mark: randomUUID() }, fileKey('deferred', key));
}

export async function listDeferred(state: Store): Promise<Deferred[]> {
  const found: Deferred[] = [];
  for await (const { key: stateKey, content, version } of deferred.list(state))
    found.push({ key: content.key, stateKey, version });
  return found;
}

/** Removes the mark, unless its key was deferred again meanwhile. */
export async function clearDeferred(state: Store, { stateKey, version }: Deferred): Promise<void> {
  await state.remove(stateKey, version);
}
