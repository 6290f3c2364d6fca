import { availableParallelism } from 'node:os';
import type { Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { isInPlace, variantsOf } from './augment-source.js';
import type { Work } from './executors.js';
import { mayHold } from './find-unchanged.js';
import type { RecordedSource } from './find-unchanged.js';

/**
 * A thread takes some 0.2 s of processor time to start. In this time the calling thread decodes and encodes so many bytes
 * of JPEG: some 60 images of 640 × 480 pixels, each with one variant.
 */
const BYTES_WORTH_A_THREAD = 8 * 1024 * 1024;

/** So many times faster than it decodes and encodes an image, a thread reads and hashes it. */
const TIMES_AS_FAST = 20;
/** To send an image to a thread and back takes as long as to read and hash so many bytes. */
const BYTES_OF_SENDING = 100_000;

/**
 * How many threads are worth their start; 0 if the calling thread is done sooner.
 * @param workers what the user asks for: as many where something has to be made, and no more where nothing has
 */
export async function threadsWorth(
  sources: readonly RecordedSource[],
  { setup, stores }: Pick<Work, 'setup' | 'stores'>,
  workers?: number,
): Promise<number> {
  const areThere = await someAreInPlace(sources, stores.output);
  const isDone = (source: RecordedSource) => areThere && mayBeUnchanged(source, setup);
  if (workers !== undefined && !sources.every(isDone)) return workers;
  const bytes = sources.reduce(
    (sum, source) => sum + (isDone(source) ? bytesOfReading(source) : bytesOfMaking(source, setup)),
    0,
  );
  const worth = Math.floor(bytes / BYTES_WORTH_A_THREAD);
  return worth < 2 ? 0 : Math.min(worth, workers ?? availableParallelism());
}

/** Whether outputs are where Records say: somebody may have removed all of them, to have them made again. */
async function someAreInPlace(sources: readonly RecordedSource[], output: Store): Promise<boolean> {
  const recorded = sources.flatMap((source) => source.recorded ?? []);
  const some = [recorded[0], recorded[recorded.length >> 1], recorded.at(-1)];
  const variants = some.flatMap((record) => record?.variants ?? []);
  const inPlace = await Promise.all(variants.map((variant) => isInPlace(variant, output)));
  return inPlace.some(Boolean);
}

function mayBeUnchanged(source: RecordedSource, setup: Work['setup']): boolean {
  return source.recorded !== undefined && mayHold(source.recorded, source, setup);
}

/** What it costs to read and hash the Source, as bytes of an image that is decoded and encoded. */
function bytesOfReading({ size, known }: Source): number {
  return known === undefined ? Math.max(0, size - BYTES_OF_SENDING) / TIMES_AS_FAST : 0;
}

/** What it costs to make its variants, in the same measure. */
function bytesOfMaking(source: Source, { recipe }: Work['setup']): number {
  return source.size * (1 + variantsOf(source, recipe));
}
