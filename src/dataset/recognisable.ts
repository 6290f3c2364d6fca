import type { Store } from '../stores/store.js';

/** More than any format needs of a file to recognise it. */
const MOST_BYTES = 1_000_000;

/**
 * What tells a file's format: all of it, or the start of a large one.
 * @returns undefined if there is no such file
 */
export async function recognisable(
  { key, size }: { readonly key: string; readonly size: number },
  store: Pick<Store, 'read' | 'readStart'>,
): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean } | undefined> {
  const isWhole = size <= MOST_BYTES;
  const bytes = isWhole ? (await store.read(key))?.bytes : await store.readStart(key, MOST_BYTES);
  return bytes && { bytes, isWhole };
}
