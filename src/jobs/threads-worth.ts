import { availableParallelism } from 'node:os';
import type { Source } from '../dataset/source.js';
import type { Work } from './executors.js';

/**
 * A thread takes some 0.2 s of processor time to start. In this time the calling thread decodes and encodes so many bytes
 * of JPEG: some 60 images of 640 × 480 pixels, each with one variant.
 */
const BYTES_WORTH_A_THREAD = 8 * 1024 * 1024;

/** How many threads are worth their start; 0 if the calling thread is done sooner. */
export function threadsWorth(sources: readonly Source[], { setup }: Pick<Work, 'setup'>): number {
  const bytes = sources.reduce((sum, { size }) => sum + size, 0) * (1 + setup.recipe.variants);
  const worth = Math.floor(bytes / BYTES_WORTH_A_THREAD);
  return worth < 2 ? 0 : Math.min(worth, availableParallelism());
}
