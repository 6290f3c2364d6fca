import type { Range } from '@tanstack/react-virtual';

/** Rows that are made ready, so that their pictures are there when they come into view. */
const AHEAD = 9;
/** Rows that are kept for who turns back. */
const BEHIND = 5;

export type Direction = 'forward' | 'backward';

/** The rows that are on the page, by their indices. @param direction in which it was scrolled last */
export function rowsAround(
  { startIndex, endIndex, count }: Pick<Range, 'startIndex' | 'endIndex' | 'count'>,
  direction: Direction,
): number[] {
  const [above, below] = direction === 'forward' ? [BEHIND, AHEAD] : [AHEAD, BEHIND];
  const first = Math.max(0, startIndex - above);
  const last = Math.min(count - 1, endIndex + below);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
