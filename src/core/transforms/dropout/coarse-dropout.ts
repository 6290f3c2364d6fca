import * as z from 'zod';
import type { Colour, FillOperation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { colour, maskValue, NOTHING, range, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';

/** Whole pixels where the larger number is at least 1, otherwise fractions of the side. */
const holeSide = range({ min: 0 })
  .refine(
    ([low, high]) => high < 1 || (Number.isInteger(low) && Number.isInteger(high)),
    'give two fractions below 1, or two whole numbers of pixels',
  )
  .prefault([0.1, 0.2]);

const paint = z
  .union([colour, z.enum(['random', 'random_uniform'])], {
    error:
      'expected a level, one level per channel, random or random_uniform; inpaint_telea and inpaint_ns are not supported',
  })
  .prefault(0);

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
    fill: paint.describe(
      'Level, 0–255, or one per channel; `random`: a random level for each sample; `random_uniform`: a random colour for each rectangle.',
    ),
    fill_mask: maskValue
      .nullable()
      .prefault(null)
      .describe('Value of the rectangles in label maps; null leaves label maps unchanged.'),
  }),
  sample(parameters, random, { width, height }) {
    const count = random.integer(...parameters.num_holes_range);
    const holes = Array.from({ length: count }, (): FillOperation['regions'][number] => {
      const holeHeight = drawSide(parameters.hole_height_range, height, random);
      const holeWidth = drawSide(parameters.hole_width_range, width, random);
      const y = Math.floor(random.uniform(0, 1) * (height - holeHeight + 1));
      const x = Math.floor(random.uniform(0, 1) * (width - holeWidth + 1));
      return [x, y, x + holeWidth, y + holeHeight];
    });
    const regions = holes.filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0);
    const fill: FillOperation = {
      kind: 'fill',
      regions,
      paint: paintOf(parameters.fill, random),
      maskFill: parameters.fill_mask,
      hides: true,
      removesKeypoints: false,
    };
    return { sampled: { holes }, operations: regions.length === 0 ? NOTHING : [fill] };
  },
});

/** Draws once, whatever the size of the image is. */
function drawSide([low, high]: Range, side: number, random: Random): number {
  const share = random.uniform(0, 1);
  if (high < 1) return Math.trunc(side * (low + share * (high - low)));
  const [least, most] = [Math.min(low, side), Math.min(high, side)];
  return least + Math.floor(share * (most - least + 1));
}

function paintOf(fill: Colour | 'random' | 'random_uniform', random: Random): FillOperation['paint'] {
  if (typeof fill !== 'string') return { colour: fill };
  return { random: fill === 'random' ? 'sample' : 'region', seed: random.seed() };
}
