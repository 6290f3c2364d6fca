import type { Stats } from 'node:fs';

/** File systems note times this coarsely, FAT the most: a file may change again within it and keep its times. */
const COARSEST_MS = 2000;

/**
 * What names the content of a file, if times are trusted: its size, both its times, and its number on the disk.
 * @returns undefined if the file has just changed: then its times say nothing yet
 */
export function timesOf(found: Stats | undefined): string | undefined {
  if (!found) return undefined;
  const { size, mtimeMs, ctimeMs, ino } = found;
  const isFresh = Math.max(mtimeMs, ctimeMs) > Date.now() - COARSEST_MS;
  return isFresh ? undefined : [size, mtimeMs, ctimeMs, ino].join(' ');
}
