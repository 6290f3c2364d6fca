import * as z from 'zod';
import type { Random } from '../../plan/random.js';

/** Parameters of the controls that choose several children. */
export const choiceParameters = z.object({
  n: z
    .int()
    .min(1)
    .default(1)
    .describe('Number of transforms that are chosen; without `replace`, at most all of them.'),
  replace: z.boolean().default(false).describe('Whether a transform may be chosen several times.'),
});

/** @returns indices below `size`, in the order drawn */
export function choices(
  { n, replace }: z.output<typeof choiceParameters>,
  random: Random,
  size: number,
): number[] {
  if (replace) return Array.from({ length: n }, () => random.integer(0, size - 1));
  return random.shuffle(Array.from({ length: size }, (_, index) => index)).slice(0, n);
}
