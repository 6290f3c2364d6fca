import { inBatches } from './in-batches.js';
import type { Store, Stored } from './store.js';

/** Enough to hide a bucket's waiting times, few enough to fit into memory. */
const READ_AT_ONCE = 32;

/**
 * The objects whose keys begin with a prefix, in the order of the listing; without those that are removed meanwhile.
 * @param wanted whether an object is read, by its key
 */
export async function* readEach(
  store: Store,
  prefix: string,
  wanted: (key: string) => boolean = () => true,
): AsyncIterable<Stored & { readonly key: string }> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) if (wanted(key)) keys.push(key);
  const read = async (key: string) => ({ key, stored: await store.read(key) });
  for await (const { key, stored } of inBatches(keys, READ_AT_ONCE, read))
    if (stored) yield { ...stored, key };
}
