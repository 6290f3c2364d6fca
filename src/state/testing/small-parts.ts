import type { Store } from '../../stores/store.js';
import { exchangeIndexRoot, readIndexRoot, writeIndexPart } from '../index-files.js';
import type { IndexEntry } from '../index-files.js';
import { indexEntries } from '../record-index.js';

/** Cuts the index into parts of so few entries that a few images have many of them. */
export async function cutIndex(state: Store, entriesPerPart: number): Promise<void> {
  const held = await readIndexRoot(state);
  if (!held) return;
  const all: IndexEntry[] = [];
  for await (const entries of indexEntries(state, held.content)) all.push(...entries);
  const generation = held.content.generation + 1;
  const parts = [];
  for (let at = 0; at < all.length; at += entriesPerPart)
    parts.push(await writeIndexPart(state, generation, all.slice(at, at + entriesPerPart)));
  await exchangeIndexRoot(state, { ...held.content, generation, parts }, held);
}
