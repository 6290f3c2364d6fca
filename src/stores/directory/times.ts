import type { Stats } from 'node:fs';

type Times = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>;

/** File systems note times this coarsely, FAT the most: a file may change again within it and keep its times. */
const COARSEST_MS = 2000;
/** Several ticks of the clock by which Linux notes times (at most 10 ms), and of exFAT's (10 ms). */
const FINE_MS = 50;

/**
 * What names the content of a file, if times are trusted: its size, both its times, and its number on the disk.
 * @returns undefined if the file has just changed: then its times say nothing yet
 */
export function timesOf(found: Stats | undefined): string | undefined {
  return found && timesAfter(COARSEST_MS, found);
}

/**
 * The same for a file that only this program writes, always as a new file. Where its times show fractions of a second, the
 * file system notes them finely.
 */
export function stampOf(found: Times): string | undefined {
  const isCoarse = Number.isInteger(found.mtimeMs / 1000) && Number.isInteger(found.ctimeMs / 1000);
  return timesAfter(isCoarse ? COARSEST_MS : FINE_MS, found);
}

function timesAfter(milliseconds: number, { size, mtimeMs, ctimeMs, ino }: Times): string | undefined {
  const isFresh = Math.max(mtimeMs, ctimeMs) > Date.now() - milliseconds;
  return isFresh ? undefined : [size, mtimeMs, ctimeMs, ino].join(' ');
}
