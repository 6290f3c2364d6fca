import * as z from 'zod';
import type { FillOperation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { colour, maskValue, NOTHING } from '../parameters.js';

const paint = z
  .union([colour, z.enum(['random', 'random_uniform'])], {
    error:
      'expected a level, one level per channel, random or random_uniform; inpaint_telea and inpaint_ns are not supported',
  })
  .prefault(0);

/** What every dropout covers its rectangles with. */
export const coverParameters = {
  fill: paint.describe(
    'Level, 0–255, or one per channel; `random`: a random level for each sample; `random_uniform`: a random colour for each rectangle.',
  ),
  fill_mask: maskValue
    .nullable()
    .prefault(null)
    .describe('Value of the rectangles in label maps; null leaves label maps unchanged.'),
};

interface CoverParameters {
  readonly fill: z.output<typeof paint>;
  readonly fill_mask: number | null;
}

/** [x0, y0, x1, y1], whole pixels. */
export type Hole = FillOperation['regions'][number];

/** Covers the rectangles, as far as they have a size. Draws after all of them. */
export function cover(holes: readonly Hole[], { fill, fill_mask }: CoverParameters, random: Random) {
  const regions = holes.filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0);
  const operation: FillOperation = {
    kind: 'fill',
    regions,
    paint: paintOf(fill, random),
    maskFill: fill_mask,
    hides: true,
    removesKeypoints: false,
  };
  return regions.length === 0 ? NOTHING : [operation];
}

function paintOf(fill: CoverParameters['fill'], random: Random): FillOperation['paint'] {
  if (typeof fill !== 'string') return { colour: fill };
  return { random: fill === 'random' ? 'sample' : 'region', seed: random.seed() };
}
