import { compareKeys, folderOf } from '../core/keys.js';
import { inBatches } from './in-batches.js';
import type { Store } from './store.js';

/** A listing of a bucket costs as much as twelve questions for single objects, and names a thousand. */
const FEW = 12;
/** Where a listing shows hardly anything but other objects, single questions cost less. */
const LISTED_PER_KEY = 4;
const LISTED_AT_LEAST = 1000;
const ASKED_AT_ONCE = 32;

/** Which of these keys a Store has objects of. Those of one folder are found by a listing of what lies between them. */
export async function presentKeys(store: Store, keys: Iterable<string>): Promise<Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const key of keys) {
    const folder = folderOf(key);
    const own = folders.get(folder);
    if (own) own.add(key);
    else folders.set(folder, new Set([key]));
  }
  const found = await Promise.all([...folders].map(([folder, own]) => presentInFolder(store, folder, own)));
  return new Set(found.flat());
}

async function presentInFolder(store: Store, folder: string, keys: ReadonlySet<string>): Promise<string[]> {
  const unseen = new Set(keys);
  const isComplete = keys.size > FEW && (await strikeListed(store, folder, unseen));
  // A listing is in the order of other Unicode forms.
  const open = [...unseen].filter((key) => !isComplete || /[^\0-\x7f]/.test(key));
  const ask = async (key: string) => ({ key, isThere: (await store.stat(key)) !== undefined });
  for await (const { key, isThere } of inBatches(open, ASKED_AT_ONCE, ask)) if (isThere) unseen.delete(key);
  return [...keys].filter((key) => !unseen.has(key));
}

/** Strikes out what a listing shows. @returns false if it was broken off, because it shows hardly anything of these */
async function strikeListed(store: Store, folder: string, unseen: Set<string>): Promise<boolean> {
  const sorted = [...unseen].sort(compareKeys);
  let left = Math.max(LISTED_AT_LEAST, LISTED_PER_KEY * sorted.length);
  for await (const { key } of store.list(folder, { from: sorted[0]!, until: `${sorted.at(-1)!}\0` })) {
    unseen.delete(key);
    if (left-- === 0) return false;
  }
  return true;
}
