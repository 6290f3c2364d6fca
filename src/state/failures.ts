import * as z from 'zod';
import type { Failure } from '../dataset/source.js';
import { presentKeys } from '../stores/present-keys.js';
import type { Stores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { hashRecords } from './record.js';
import { StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

const failureSchema = z.object({
  key: z.string(),
  reason: z.string(),
  /** Digest of the Recipe. Another Recipe is worth another attempt. */
  recipe: z.string(),
  /** SHA-256 of `dataset.json`, null if there was none. Another one is worth another attempt. */
  dataset: z.string().nullable(),
  /** SHA-256 of the Source's Record at that time, null if it had none. */
  record: z.string().nullable(),
  /** Bytes of memory that the image needs for another attempt; absent if it failed for another reason. */
  needs: z.exactOptional(z.number()),
  /** Key of an image, or of its mask, that a variant shows and that was not there; absent if it failed for another reason. */
  awaits: z.exactOptional(z.string()),
  /** Key of an output that another program has changed; absent if it failed for another reason. */
  edited: z.exactOptional(z.string()),
  /** Key of a file of others in the place of an output; absent if it failed for another reason. */
  inTheWay: z.exactOptional(z.string()),
  /** Keys of outputs that another program has changed, and that stay though their image is gone; absent if it is not. */
  left: z.exactOptional(z.array(z.string())),
});

/** A Source that could not be augmented, why, and the circumstances. */
export type FailureRecord = Frozen<z.output<typeof failureSchema>>;

const failureFile = new StateFile('failures', failureSchema);

export async function recordFailure(state: Store, failure: FailureRecord): Promise<void> {
  const { key, reason, recipe, dataset, record, needs, awaits, edited, inTheWay, left } = failure;
  const content = {
    ...{ key, reason, recipe, dataset, record },
    ...(needs !== undefined && { needs }),
    ...(awaits !== undefined && { awaits }),
    ...(edited !== undefined && { edited }),
    ...(inTheWay !== undefined && { inTheWay }),
    ...(left !== undefined && { left }),
  };
  await failureFile.put(state, content, fileKey('failures', key));
}

/** Under which an image would be tried again. */
interface Circumstances extends Pick<FailureRecord, 'recipe' | 'dataset'>, FilesThere {
  /** Bytes that one image may take. */
  readonly memory: number;
}

/** Which of the files that failures name are there by now. */
export interface FilesThere {
  /** Those of the input that are awaited. */
  readonly come: ReadonlySet<string>;
  /** Those of the output that are not replaced. */
  readonly kept: ReadonlySet<string>;
}

/** Whether another attempt would fail, too. */
export function isFinal(failure: FailureRecord, now: Circumstances): boolean {
  const { recipe, dataset, needs = Infinity, awaits } = failure;
  const kept = keptFile(failure);
  const hasCome = awaits !== undefined && now.come.has(awaits);
  const isGone = kept !== undefined && !now.kept.has(kept);
  return recipe === now.recipe && dataset === now.dataset && now.memory < needs && !hasCome && !isGone;
}

function keptFile({ edited, inTheWay }: FailureRecord): string | undefined {
  return edited ?? inTheWay;
}

export async function filesThere(
  failures: readonly FailureRecord[],
  { input, output }: Pick<Stores, 'input' | 'output'>,
): Promise<FilesThere> {
  const [come, kept] = await Promise.all([
    presentKeys(input, new Set(failures.flatMap(({ awaits }) => awaits ?? []))),
    presentKeys(output, new Set(failures.flatMap((one) => [keptFile(one) ?? [], one.left ?? []].flat()))),
  ]);
  return { come, kept };
}

/** Notes the edited outputs that stay though their image is gone. If the image comes back, it is worth an attempt. */
export async function recordLeft(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  key: string,
  left: readonly string[],
): Promise<void> {
  const names = left.map((file) => `${output.location}/${file}`).join(', ');
  const reason = `it is gone, but other programs have changed outputs of it, so they are kept: ${names}. Move them away, or delete them.`;
  await recordFailure(state, { key, reason, recipe: '', dataset: null, record: null, left: [...left] });
}

/** Whether edited outputs of an image that is gone are still there. */
export function isLeft({ left = [] }: FailureRecord, { kept }: FilesThere): boolean {
  return left.some((file) => kept.has(file));
}

export async function clearFailure(state: Store, key: string): Promise<void> {
  await state.remove(fileKey('failures', key));
}

/** @returns undefined if there is none */
export async function readFailure(state: Store, key: string): Promise<FailureRecord | undefined> {
  return (await failureFile.read(state, fileKey('failures', key)))?.content;
}

/** Failures that are not stale. */
export async function listFailures(state: Store): Promise<FailureRecord[]> {
  return (await readFailures(state)).filter(({ isStale }) => !isStale).map(({ failure }) => failure);
}

/**
 * A stored failure, and whether it is stale. Writing the first Record of a Source does not delete a failure; any Record
 * other than the one that the failure names makes it stale.
 */
export interface HeldFailure {
  readonly failure: FailureRecord;
  readonly isStale: boolean;
  readonly version: string;
}

export async function readFailures(state: Store): Promise<HeldFailure[]> {
  const found: Omit<HeldFailure, 'isStale'>[] = [];
  for await (const { content, version } of failureFile.list(state)) found.push({ failure: content, version });
  const recordHash = await hashRecords(
    state,
    found.map(({ failure }) => failure.key),
  );
  return found.map((one) => ({ ...one, isStale: one.failure.record !== recordHash(one.failure.key) }));
}

/** Removes the failure, unless it was recorded again meanwhile. */
export async function removeFailure(state: Store, { failure, version }: HeldFailure): Promise<void> {
  await state.remove(fileKey('failures', failure.key), version);
}

/** Replaces all failures of the state by those of a run over the whole data set. */
export async function replaceFailures(
  state: Store,
  failures: readonly Failure[],
  circumstances: Pick<FailureRecord, 'recipe' | 'dataset'>,
): Promise<void> {
  const keys = failures.map(({ key }) => key);
  const failed = new Set(keys.map((key) => fileKey('failures', key)));
  const earlier: string[] = [];
  for await (const { key } of state.list('failures/')) if (!failed.has(key)) earlier.push(key);
  for (const key of earlier) await state.remove(key);
  const recordHash = await hashRecords(state, keys);
  for (const failure of failures)
    await recordFailure(state, { ...failure, ...circumstances, record: recordHash(failure.key) });
}
