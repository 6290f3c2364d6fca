import { setTimeout as wait } from 'node:timers/promises';
import { checkBytes } from '../codecs/inspect.js';
import { ConflictError, ImageError, KeyError, LabelError, ConcurrentUpdateError } from '../core/errors.js';
import type { AugmentError } from '../core/errors.js';
import { findSource } from '../dataset/find-source.js';
import type { Found } from '../dataset/find-source.js';
import { imageFolderNames, labelKeysIn } from '../dataset/layout.js';
import { readRecord } from '../state/record.js';
import type { LayoutFacts, Source } from '../dataset/source.js';
import { readingOnce } from '../stores/reading-once.js';
import type { Store } from '../stores/store.js';
import { augmentSource } from './augment-source.js';
import type { JobContext, Outcome } from './augment-source.js';
import { needsDeclared } from './choose-schema.js';
import { noteLayout } from '../state/dataset-state.js';
import type { DatasetKnown, DatasetView } from '../state/dataset-view.js';
import { clearFailure, recordFailure } from '../state/failures.js';
import { noteDeferred } from '../state/deferred.js';
import { removeSource } from './remove-source.js';

export interface UpdateContext extends Omit<JobContext, 'schemaOf' | 'declared' | 'dryRun'> {
  readonly view: DatasetView;
}

export interface UpdateRequest {
  readonly key: string;
  /** In bytes, where it is known already. */
  readonly size?: number;
  /** True after all keys were listed: then nothing more is to be found out about this one. */
  readonly afterListing: boolean;
  /** True where it probably has no Record yet: the first attempt then waits less. */
  readonly isUpload?: boolean;
}

/** What became of one photo: as `augmentSource` says; gone, with what it had made; or left until all keys are listed. */
export type Update =
  | { readonly kind: 'augmented'; readonly outcome: Outcome }
  | { readonly kind: 'removed'; readonly removed: readonly string[] }
  | { readonly kind: 'deferred' }
  | { readonly kind: 'failed'; readonly reason: string };

const MOST_ATTEMPTS = 8;

/**
 * The answer is there before the outputs are written, so photos that wait to be made are not kept waiting for the
 * question: with ten small ones that saved a twelfth of the billed time. Large ones do not hold their outputs for longer.
 */
const LOOK_AFTER_MS = 100;

/**
 * Brings what was made of one photo to what its input asks for now. That something changed is only a hint: asked twice,
 * late or in any order it ends in the same, since it looks at what is there and gives way to whoever saw something newer.
 * What is wrong with the photo or its labels is recorded, and comes back as `failed`; anything else is thrown.
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
    // Whoever found it mended may have been quicker, and there was no failure yet to be cleared: it is tried once more.
    const isNewFailure = update?.kind === 'failed' && update.reason !== recorded;
    if (isNewFailure) recorded = update.reason;
    else if (update) return update;
  }
  throw new ConcurrentUpdateError(`${request.key}: it changes again and again while it is being augmented`);
}

/**
 * @param recorded why an earlier attempt failed
 * @returns undefined where something came or went meanwhile
 */
async function attemptUpdate(
  request: UpdateRequest,
  context: UpdateContext,
  recorded: string | undefined,
): Promise<Update | undefined> {
  const { key } = request;
  const { stores, recipe, digest } = context;
  // First the Record: see augmentSource. Where there is none, what was read together with it is as good: whoever has seen
  // something newer has its Record still to create, and only one of the two can.
  const early = request.isUpload ? beginReading(request, context, 'lately') : undefined;
  const previous = await readRecord(stores.state, key);
  const { input, knowing } = !previous && early ? early : beginReading(request, context, 'now');
  const size = believedSize(request, context) ?? (await stores.input.stat(key))?.size;
  if (size === undefined) return removeGone(key, context);
  const known = await knowing;
  if (!known) return leaveDeferred(key, context);
  if (await noteNews(key, known, stores.state)) return undefined;
  try {
    checkBytes(size, { name: key, limits: recipe.limits });
    const image = await input.read(key);
    if (!image) return await removeGone(key, context);
    const found = await findIn(input, { key, size: image.bytes.length }, known, context);
    if (found === 'skipped') return { kind: 'removed', removed: await removeSource(stores, key) };
    if ('failure' in found) throw new ImageError(found.failure.reason);
    const { source } = found;
    if (isDeferred(source, known, context) && !request.afterListing) return await leaveDeferred(key, context);

    // If the image is deleted after this check but before its Record is written, the next full reconciliation removes its
    // outputs.
    const isStillThere = async () => {
      await Promise.race([context.engineQueue.idle(), wait(LOOK_AFTER_MS, undefined, { ref: false })]);
      return (await stores.input.stat(key)) !== undefined;
    };
    const outcome = await augmentSource(
      source,
      { previous, input, isStillThere },
      { ...context, ...known, dryRun: false },
    );
    // Its first Record ends a failure by itself.
    if (previous) await clearFailure(stores.state, key);
    return { kind: 'augmented', outcome };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const { dataset } = known.layout;
    const triedWith = { recipe: digest, dataset, record: previous?.sha256 ?? null };
    if (error.message !== recorded)
      await recordFailure(stores.state, { key, reason: error.message, ...triedWith });
    return { kind: 'failed', reason: error.message };
  }
}

/**
 * What an event tells spares the question, unless the photo would fail by it: the event may be of an earlier version. It
 * is then looked at and not read, as it may be larger than the memory.
 */
function believedSize({ size }: UpdateRequest, { recipe }: UpdateContext): number | undefined {
  return size !== undefined && size > 0 && size <= recipe.limits.bytes ? size : undefined;
}

/** Asks for the photo and for what is known of the data set at the same time; whoever needs them waits for them. */
function beginReading(request: UpdateRequest, context: UpdateContext, since: 'now' | 'lately') {
  const input = readingOnce(context.stores.input);
  const knowing = context.view.current(since);
  const isToBeRead = believedSize(request, context) !== undefined;
  // What fails does so where it is waited for; it may not be at all.
  for (const asked of [knowing, ...(isToBeRead ? [input.read(request.key)] : [])])
    asked.catch(() => undefined);
  return { input, knowing };
}

/** Until all keys are listed; then `reconcile` asks again. */
async function leaveDeferred(key: string, { stores }: UpdateContext): Promise<Update> {
  await noteDeferred(stores.state, key);
  return { kind: 'deferred' };
}

async function removeGone(key: string, { stores }: UpdateContext): Promise<Update | undefined> {
  const removed = await removeSource(stores, key);
  // It may have come back before its outputs were gone, and whoever was to make them have found them in place.
  return (await stores.input.stat(key)) ? undefined : { kind: 'removed', removed };
}

/** Adds to what is known of the data set what this key alone tells. @returns whether there was anything to add */
async function noteNews(key: string, { layout, facts }: DatasetKnown, state: Store): Promise<boolean> {
  const imageFolders = imageFolderNames(key).filter((name) => !layout.imageFolders.includes(name));
  const hasSplits = !layout.hasSplits && facts.splitOf(key) !== undefined;
  if (imageFolders.length === 0 && !hasSplits) return false;
  await noteLayout(state, { imageFolders, ...(hasSplits && { hasSplits }) } satisfies Partial<LayoutFacts>);
  return true;
}

async function findIn(
  input: Store,
  image: { readonly key: string; readonly size: number },
  { facts, layout }: DatasetKnown,
  { recipe }: UpdateContext,
): Promise<Found> {
  const stores = labelKeysIn(image.key, new Set(layout.placements));
  const isThere = await Promise.all(stores.map(async (place) => (await input.stat(place)) !== undefined));
  const present = new Set(stores.filter((_, i) => isThere[i]));
  return findSource(image, facts, recipe, (place) => present.has(place), input);
}

/** Its labels may be in a file that is not known to speak of it; or are to be written as only all labels together tell. */
function isDeferred(source: Source, { facts, declared }: DatasetKnown, { recipe }: UpdateContext): boolean {
  const mayHaveLabels = !source.labels && facts.files.some(({ partOf }) => partOf);
  return mayHaveLabels || (!declared && needsDeclared(source, recipe));
}

/** Wrong with the photo, its labels or its name: asking again changes nothing. */
function isPermanent(error: unknown): error is AugmentError {
  return [ImageError, LabelError, KeyError, ConflictError].some((kind) => error instanceof kind);
}
