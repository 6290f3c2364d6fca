import * as z from 'zod';
import type { Random } from '../../plan/random.js';
import { range, wholeAt, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, coverParameters, type Hole } from './covering.js';

/** Whole pixels where the larger number is at least 1, otherwise fractions of the side. */
const holeSide = range({ min: 0 })
  .refine(
    ([low, high]) => high < 1 || (Number.isInteger(low) && Number.isInteger(high)),
    'give two fractions below 1, or two whole numbers of pixels',
  )
  .prefault([0.1, 0.2]);

export const coarseDropout = defineTransform({
  name: 'CoarseDropout',
  group: 'dropout',
  summary: 'Covers random rectangles. Covered parts of objects count as hidden.',
  p: 0.5,
  schema: z.object({
    num_holes_range: range({ min: 1, whole: true }).prefault([1, 2]).describe('Number of rectangles.'),
    hole_height_range: holeSide.describe(
      'Height of a rectangle: fractions of the height of the image, or whole pixels.',
    ),
    hole_width_range: holeSide.describe(
      'Width of a rectangle: fractions of the width of the image, or whole pixels.',
    ),
    ...coverParameters,
  }),
  sample(parameters, random, { width, height }) {
    const count = random.integer(...parameters.num_holes_range);
    const holes = Array.from({ length: count }, (): Hole => {
      const holeHeight = drawSide(parameters.hole_height_range, height, random);
      const holeWidth = drawSide(parameters.hole_width_range, width, random);
      const y = wholeAt(random.uniform(0, 1), 0, height - holeHeight);
      const x = wholeAt(random.uniform(0, 1), 0, width - holeWidth);
      return [x, y, x + holeWidth, y + holeHeight];
    });
    return { sampled: { holes }, operations: cover(holes, parameters, random) };
  },
});

/** Draws once, whatever the size of the image is. */
function drawSide([low, high]: Range, side: number, random: Random): number {
  const share = random.uniform(0, 1);
  if (high < 1) return Math.trunc(side * (low + share * (high - low)));
  const [least, most] = [Math.min(low, side), Math.min(high, side)];
  return wholeAt(share, least, most);
}
