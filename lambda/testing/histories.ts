import path from 'node:path';
import { parseRecipe } from '../../src/core/recipe/index.js';
import { openStores } from '../../src/stores/open.js';
import type { OutputStores } from '../../src/stores/open.js';
import { cutIndex } from '../../src/state/testing/small-parts.js';
import { augmentRun } from '../../test/support/command.js';
import { temporaryFolder, withoutIndex, writeFiles } from '../../test/support/folders.js';
import type { Message } from '../tasks.js';
import { contents, TestBucket } from './bucket.js';

export type Files = Record<string, string | Uint8Array>;

/** Random histories of each kind; .ci/run tries more. */
export const SHUFFLES = Number(process.env['AUGMENT_SHUFFLES'] ?? 4);

/** Runs `augment run` on the same files in a folder. @returns outputs and state */
export async function runOnFolder(files: Files, recipeText: string) {
  const folder = await temporaryFolder();
  const [input, output, recipe] = ['in', 'out', 'recipe.yaml'].map((name) => path.join(folder, name));
  await writeFiles(input!, files);
  await writeFiles(folder, { 'recipe.yaml': recipeText });
  await augmentRun(input!, output!, '--recipe', recipe!, '--workers', '1');
  const stores = await openStores(input!, output!);
  return everything(stores);
}

export async function everything({ output, state }: OutputStores) {
  return { output: await contents(output), state: withoutIndex(await contents(state)) };
}

/** Takes up to ten messages from random positions, and repeats some. */
export function takeRandomly(random: () => number): (queue: Message[]) => Message[] {
  return (queue) => {
    const batch: Message[] = [];
    while (queue.length > 0 && batch.length < 1 + Math.floor(random() * 10)) {
      const [message] = queue.splice(Math.floor(random() * queue.length), 1);
      batch.push(message!);
      if (random() < 0.1) queue.push({ ...message!, id: `${message!.id} again` });
    }
    return batch;
  };
}

/**
 * A bucket that reconciles fully after each change, as a small data set does; or only once and after a day, as a large one;
 * or then by ranges, one at a time.
 * @returns `settle` waits until nothing is left to do, and everything was discovered together
 */
export function bucketOfSomeSize(random: () => number, recipeText: string) {
  const bucket = new TestBucket(parseRecipe(recipeText, 'recipe.yaml'));
  const drain = () => bucket.drain(takeRandomly(random));
  if (random() < 0.6) bucket.isReconciliationDue = (root) => root?.reconciled === undefined;
  if (random() < 0.5) return { bucket, settle: drain };
  bucket.mayBeByRanges = (root) => root?.reconciled !== undefined;
  bucket.rangesAtOnce = 1;
  bucket.hasTime = () => random() < 0.5;
  const settle = async () => {
    await drain();
    await cutIndex(bucket.state, 1);
    await bucket.reconcileByRanges();
    await drain();
    await bucket.reconcile();
    await drain();
  };
  return { bucket, settle };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const drawn = items.map((item) => ({ item, order: random() }));
  return drawn.sort((a, b) => a.order - b.order).map(({ item }) => item);
}

export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
