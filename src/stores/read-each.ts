import { inBatches } from './in-batches.js';
import type { Store, Stored } from './store.js';

/** Enough to hide the waiting for a bucket, few enough to hold in memory. */
const READ_AT_ONCE = 32;

/**
 * The objects whose keys begin with a prefix, in the order of the listing; without those that go meanwhile.
 * @param wanted says of a key whether it is read
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
