import * as z from 'zod';
import { fileKey } from '../dataset/names.js';
import type { Failure } from '../dataset/source.js';
import { discard, put } from '../stores/store.js';
import type { Store } from '../stores/store.js';

/** A Source that cannot be augmented as it is, and what it was tried with. */
export interface FailureRecord extends Failure {
  readonly version: 1;
  /** Digest of the Recipe, and hash of what was known of the data set: another of either is worth another try. */
  readonly recipe: string;
  readonly dataset: string | null;
}

const failureSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  reason: z.string(),
  recipe: z.string(),
  dataset: z.string().nullable(),
});

export async function recordFailure(state: Store, failure: Omit<FailureRecord, 'version'>): Promise<void> {
  const { key, reason, recipe, dataset } = failure;
  const text = JSON.stringify({ version: 1, key, reason, recipe, dataset }, undefined, 1);
  await put(state, fileKey('failures', key), new TextEncoder().encode(`${text}\n`));
}

export async function clearFailure(state: Store, key: string): Promise<void> {
  await discard(state, fileKey('failures', key));
}

export async function listFailures(state: Store): Promise<FailureRecord[]> {
  const failures: FailureRecord[] = [];
  for await (const { key } of state.list('failures/')) {
    const stored = await state.read(key);
    if (stored) failures.push(failureSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes))));
  }
  return failures;
}

/** Makes the failures of the state those of a run that looked at everything. */
export async function replaceFailures(
  state: Store,
  failures: readonly Failure[],
  triedWith: Pick<FailureRecord, 'recipe' | 'dataset'>,
): Promise<void> {
  const failed = new Set(failures.map(({ key }) => key));
  for (const { key } of await listFailures(state)) if (!failed.has(key)) await clearFailure(state, key);
  for (const { key, reason } of failures) await recordFailure(state, { key, reason, ...triedWith });
}
