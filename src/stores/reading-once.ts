import type { Store, Stored } from './store.js';

/** A Store of which each object is read once: what a task decides by is what it works with, and costs one request. */
export function readingOnce(store: Store): Store {
  const reads = new Map<string, Promise<Stored | undefined>>();
  const read = (key: string) => {
    const earlier = reads.get(key);
    if (earlier) return earlier;
    const now = store.read(key);
    reads.set(key, now);
    return now;
  };
  return {
    location: store.location,
    signs: store.signs,
    read,
    stat: async (key) => {
      const stored = await read(key);
      return (
        stored && { size: stored.bytes.length, ...(stored.signature && { signature: stored.signature }) }
      );
    },
    list: (prefix) => store.list(prefix),
    create: (key, bytes) => store.create(key, bytes),
    replace: (key, bytes, version) => store.replace(key, bytes, version),
    remove: (key, version) => store.remove(key, version),
    tidy: () => store.tidy(),
  };
}
