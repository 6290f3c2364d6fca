import type { PoolEntry } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import type { Stores } from '../stores/open.js';
import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';
import { hashSource } from '../variants/read-source.js';

/** Enough to hide waiting times. */
const READ_AT_ONCE = 16;

/** How many images are named. */
const NAMED = 5;

/**
 * Compares the pool of a Recipe with the input as it is now, by hashes: what a pool holds is a copy, and variants would show
 * what the input does not have any more. Every image of the pool is read for it, unless its hash is known.
 * @param dataset of the input, before any image is left out; with the hashes that are known
 * @returns one failure that names the pool and its first images that differ; none where all are as they were
 */
export async function checkPool(
  recipe: Recipe,
  dataset: Pick<Dataset, 'sources' | 'files'>,
  { input, pool: elsewhere }: Pick<Stores, 'input' | 'pool'>,
): Promise<readonly Failure[]> {
  const { pool, mix } = recipe;
  if (!pool || !mix) return [];
  const { sources, files } = elsewhere ? await discover(elsewhere, recipe) : dataset;
  const store = elsewhere ?? input;
  const byKey = new Map(sources.map((source) => [source.key, source]));
  const fateOf = async (entry: PoolEntry) => fateIn(entry, byKey.get(entry.key), files, store);
  const fates: string[] = [];
  for await (const fate of inBatches(pool.sources, READ_AT_ONCE, fateOf)) if (fate) fates.push(fate);
  if (fates.length === 0) return [];
  const more = fates.length > NAMED ? `, and ${fates.length - NAMED} more are not as they were` : '';
  const reason = `since the pool was written, ${fates.slice(0, NAMED).join(', ')}${more}; \`augment pool\` writes it again`;
  return [{ key: mix.pool, reason }];
}

/** What became of an image; undefined if it is as it was. */
async function fateIn(
  { key, sha256, labels }: PoolEntry,
  source: Source | undefined,
  files: Dataset['files'],
  input: Store,
): Promise<string | undefined> {
  if (source?.role !== 'augment')
    return (await input.stat(key)) ? `${key} is not augmented any more` : `${key} is gone`;
  const now = await hashSource(source, { schema: schemaOf(source, files) }, input);
  if (now.imageSha256 !== sha256) return `${key} has changed`;
  return now.labelsSha256 === (labels ?? null) ? undefined : `the labels of ${key} have changed`;
}
