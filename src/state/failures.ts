import * as z from 'zod';
import { fileKey } from './file-keys.js';
import { hashRecords } from './record.js';
import type { Failure } from '../dataset/source.js';
import { readEach } from '../stores/read-each.js';
import { discard, put } from '../stores/store.js';
import type { Store } from '../stores/store.js';

/** A Source that cannot be augmented as it is, and what it was tried with. */
export interface FailureRecord extends Failure {
  readonly version: 1;
  /** Digest of the Recipe, and hash of what was known of the data set: another of either is worth another try. */
  readonly recipe: string;
  readonly dataset: string | null;
  /** SHA-256 of the Record that stood meanwhile, null where none did: beside any other the failure is over. */
  readonly record: string | null;
}

const failureSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  reason: z.string(),
  recipe: z.string(),
  dataset: z.string().nullable(),
  record: z.string().nullable(),
});

export async function recordFailure(state: Store, failure: Omit<FailureRecord, 'version'>): Promise<void> {
  const { key, reason, recipe, dataset, record } = failure;
  const text = JSON.stringify({ version: 1, key, reason, recipe, dataset, record }, undefined, 1);
  await put(state, fileKey('failures', key), new TextEncoder().encode(`${text}\n`));
}

export async function clearFailure(state: Store, key: string): Promise<void> {
  await discard(state, fileKey('failures', key));
}

/** Those in force. */
export async function listFailures(state: Store): Promise<FailureRecord[]> {
  return (await readFailures(state)).filter(({ isOver }) => !isOver).map(({ failure }) => failure);
}

/** A failure as it was read, and whether it is over: whoever makes a first Record does not look for one before it. */
export interface HeldFailure {
  readonly failure: FailureRecord;
  readonly isOver: boolean;
  readonly version: string;
}

export async function readFailures(state: Store): Promise<HeldFailure[]> {
  const found: Omit<HeldFailure, 'isOver'>[] = [];
  for await (const { bytes, version } of readEach(state, 'failures/'))
    found.push({ failure: failureSchema.parse(JSON.parse(new TextDecoder().decode(bytes))), version });
  const keys = found.map(({ failure }) => failure.key);
  const present = await hashRecords(state, keys);
  return found.map((one) => ({ ...one, isOver: one.failure.record !== present(one.failure.key) }));
}

/** Unless it was recorded again meanwhile. */
export async function removeFailure(state: Store, { failure, version }: HeldFailure): Promise<void> {
  await state.remove(fileKey('failures', failure.key), version);
}

/** Makes the failures of the state those of a run that looked at everything. */
export async function replaceFailures(
  state: Store,
  failures: readonly Failure[],
  triedWith: Pick<FailureRecord, 'recipe' | 'dataset'>,
): Promise<void> {
  const keys = failures.map(({ key }) => key);
  const failed = new Set(keys.map((key) => fileKey('failures', key)));
  const earlier: string[] = [];
  for await (const { key } of state.list('failures/')) if (!failed.has(key)) earlier.push(key);
  for (const key of earlier) await discard(state, key);
  const present = await hashRecords(state, keys);
  for (const { key, reason } of failures)
    await recordFailure(state, { key, reason, ...triedWith, record: present(key) });
}
