import { setTimeout as wait } from 'node:timers/promises';
import { checkBytes } from '../codecs/inspect.js';
import { AwaitedImageError, ImageError, ConcurrentUpdateError, MemoryError } from '../core/errors.js';
import { readRecord } from '../state/record.js';
import type { Source } from '../dataset/source.js';
import { readingOnce } from '../stores/reading-once.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';
import { decideAlone } from './decide-source.js';
import { needsDeclared } from './choose-schema.js';
import { noteLayout } from '../state/dataset-state.js';
import type { DatasetKnown, DatasetView } from '../state/dataset-view.js';
import { clearFailure, recordFailure } from '../state/failures.js';
import { noteDeferred } from '../state/deferred.js';
import { findIn } from './find-in.js';
import { failureOf, isPermanent } from './permanent.js';
import { removeSource } from './remove-source.js';

export interface UpdateContext extends Omit<JobContext, 'schemaOf' | 'declared' | 'dryRun'> {
  readonly view: DatasetView;
}

export interface UpdateRequest {
  readonly key: string;
  /** In bytes, if the event names it. */
  readonly size?: number;
  /** True if a full reconciliation has listed all keys: then waiting for another one would show nothing more. */
  readonly afterListing: boolean;
  /** True if the image probably has no Record yet: then the first attempt reads everything at the same time. */
  readonly isUpload?: boolean;
}

/**
 * The result of one image: `augmented`, or already up to date; `left out` by `filter` of the Recipe; `removed`, because it
 * is gone or its split is skipped; `deferred` to the next full reconciliation; or `failed`.
 */
export type Update =
  | { readonly kind: 'augmented'; readonly outcome: Outcome }
  | { readonly kind: 'left out' }
  | { readonly kind: 'removed'; readonly removed: readonly string[] }
  | { readonly kind: 'deferred' }
  | { readonly kind: 'failed'; readonly reason: string };

const MOST_ATTEMPTS = 8;

/**
 * The check whether the image still exists is one request. It begins when the engine is idle, and after 100 ms at the
 * latest, so that it does not delay computing. With ten small images this saved a twelfth of the billed time.
 */
const CHECK_AFTER_MS = 100;

/**
 * Brings the outputs of one image up to date with the input as it is now. The request is only a hint that something may
 * have changed: repeated, late or reordered requests end in the same outputs, because this reads the input itself and
 * retries when another task saw something newer. An error in the image or its labels is recorded, and returned as
 * `failed`; every other error is thrown.
 * @throws ConcurrentUpdateError if other tasks change the image's Record again and again
 */
export async function updateSource(request: UpdateRequest, context: UpdateContext): Promise<Update> {
  let recorded: string | undefined;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const isUpload = attempt === 1 && request.isUpload === true;
    const update = await attemptUpdate({ ...request, isUpload }, context, recorded).catch(
      (error: unknown) => {
        if (error instanceof ConcurrentUpdateError) return undefined;
        throw error;
      },
    );
    // Another task may have succeeded before this failure was recorded, and so did not clear it: try once more.
    const isNewFailure = update?.kind === 'failed' && update.reason !== recorded;
    if (isNewFailure) recorded = update.reason;
    else if (update) return update;
  }
  throw new ConcurrentUpdateError(`${request.key}: it changes again and again while it is being augmented`);
}

/**
 * @param recorded why an earlier attempt failed
 * @returns undefined if the image or its Record changed meanwhile
 */
async function attemptUpdate(
  request: UpdateRequest,
  context: UpdateContext,
  recorded: string | undefined,
): Promise<Update | undefined> {
  const { key } = request;
  const { stores, recipe, digest } = context;
  // The Record is read first: see Attempt. If there is none, the input may be read at the same time: a task that sees a
  // newer input must create the Record too, and only one of the two tasks can.
  const early = request.isUpload ? beginReading(request, context, 'lately') : undefined;
  const previous = await readRecord(stores.state, key);
  const { input, knowing } = !previous && early ? early : beginReading(request, context, 'now');
  const size = believedSize(request, context) ?? (await stores.input.stat(key))?.size;
  if (size === undefined) return removeGone(key, context);
  const known = await knowing;
  if (!known) return leaveDeferred(key, context);
  if (await noteNews(key, known, context)) return undefined;
  try {
    checkBytes(size, { name: key, limits: recipe.limits });
    const image = await input.read(key);
    if (!image) return await removeGone(key, context);
    const found = await findIn(input, { key, size: image.bytes.length }, known, recipe);
    if (found === 'skipped')
      return { kind: 'removed', removed: (await removeSource(stores, key, recipe)).outputs };
    if ('failure' in found) throw new ImageError(found.failure.reason);
    const { source } = found;
    if (isDeferred(source, known, context) && !request.afterListing) return await leaveDeferred(key, context);

    // If the image is deleted after this check but before its Record is written, the next full reconciliation removes its
    // outputs.
    const isStillThere = async () => {
      await Promise.race([context.engineQueue.idle(), wait(CHECK_AFTER_MS, undefined, { ref: false })]);
      return (await stores.input.stat(key)) !== undefined;
    };
    const job = { ...context, ...known, stores: { ...stores, input }, dryRun: false };
    const decided = await decideAlone(source, previous?.record, job);
    const outcome = await augmentSource(decided, { previous, input, isStillThere }, { ...job, stores });
    // The first Record makes an earlier failure stale.
    if (previous) await clearFailure(stores.state, key);
    return decided.leftOut ? { kind: 'left out' } : { kind: 'augmented', outcome };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const { dataset } = known.layout;
    const circumstances = {
      ...{ recipe: digest, dataset, record: previous?.sha256 ?? null },
      ...(error instanceof MemoryError && { needs: error.needed }),
      ...(error instanceof AwaitedImageError && { awaits: error.awaited }),
    };
    if (error.message !== recorded)
      await recordFailure(stores.state, { key, ...failureOf(error), ...circumstances });
    return { kind: 'failed', reason: error.message };
  }
}

/**
 * The size in the event, which saves a request. If that size would make the image fail, its metadata are requested,
 * because the event may belong to an earlier version. The image is not read for it: it may not fit into memory.
 */
function believedSize({ size }: UpdateRequest, { recipe }: UpdateContext): number | undefined {
  return size !== undefined && size > 0 && size <= recipe.limits.bytes ? size : undefined;
}

/** Begins to read the image and the facts of the data set at the same time. */
function beginReading(request: UpdateRequest, context: UpdateContext, since: 'now' | 'lately') {
  const input = readingOnce(context.stores.input);
  const knowing = context.view.current(since);
  const isToBeRead = believedSize(request, context) !== undefined;
  // Errors are thrown when the results are awaited, which may never happen.
  for (const asked of [knowing, ...(isToBeRead ? [input.read(request.key)] : [])])
    asked.catch(() => undefined);
  return { input, knowing };
}

/** The next full reconciliation asks for the image again. */
async function leaveDeferred(key: string, { stores }: UpdateContext): Promise<Update> {
  await noteDeferred(stores.state, key);
  return { kind: 'deferred' };
}

async function removeGone(key: string, { stores, recipe }: UpdateContext): Promise<Update | undefined> {
  const { outputs: removed } = await removeSource(stores, key, recipe);
  // The image may have come back meanwhile, and the task that augmented it may have found the outputs still in place.
  return (await stores.input.stat(key)) ? undefined : { kind: 'removed', removed };
}

/** Adds the facts about the data set that this key shows. @returns whether there was anything to add */
async function noteNews(
  key: string,
  { layout, facts }: DatasetKnown,
  { stores: { state } }: UpdateContext,
): Promise<boolean> {
  if (layout.hasSplits || facts.splitOf(key) === undefined) return false;
  await noteLayout(state, { hasSplits: true });
  return true;
}

/**
 * Its labels may be in a data-set file that changed; or its split may be declared by a path that only a listing of all
 * folders explains; or writing its labels needs classes that only all labels show.
 */
function isDeferred(source: Source, { facts, declared }: DatasetKnown, { recipe }: UpdateContext): boolean {
  const mayHaveLabels = !source.labels && facts.files.some(({ partOf }) => partOf);
  const mayHaveSplit = facts.files.some(({ file }) => file.splitPaths?.some(({ key }) => key === undefined));
  return mayHaveLabels || mayHaveSplit || (!declared && needsDeclared(source, recipe));
}
