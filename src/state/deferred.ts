import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { fileKey } from './file-keys.js';
import { readEach } from '../stores/read-each.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';

/** A photo that waits until all keys have been listed. */
export interface Deferred {
  readonly key: string;
  readonly stateKey: string;
  readonly version: string;
}

const deferredSchema = z.object({ key: z.string() });

/** The mark is another each time, so that clearing an earlier one does not clear it. */
export async function noteDeferred(state: Store, key: string): Promise<void> {
  const mark = JSON.stringify({ key, mark: randomUUID() });
  await put(state, fileKey('deferred', key), new TextEncoder().encode(`${mark}\n`));
}

export async function listDeferred(state: Store): Promise<Deferred[]> {
  const found: Deferred[] = [];
  for await (const { key: stateKey, bytes, version } of readEach(state, 'deferred/')) {
    const { key } = deferredSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    found.push({ key, stateKey, version });
  }
  return found;
}

/** Unless it was noted again meanwhile. */
export async function clearDeferred(state: Store, { stateKey, version }: Deferred): Promise<void> {
  await state.remove(stateKey, version);
}
