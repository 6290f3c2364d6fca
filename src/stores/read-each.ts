import type { Store, Stored } from './store.js';

/** So many objects are read at once: enough to hide the waiting, few enough to hold in memory. */
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
  for (let start = 0; start < keys.length; start += READ_AT_ONCE) {
    const batch = keys.slice(start, start + READ_AT_ONCE);
    const found = await Promise.all(batch.map(async (key) => ({ key, stored: await store.read(key) })));
    for (const { key, stored } of found) if (stored) yield { ...stored, key };
  }
}
