import * as z from 'zod';
import type { Box } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { boundsInside } from '../object-bounds.js';
import { range, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, coverParameters, type Hole } from './covering.js';

const holeSide = range({ min: 0, max: 1 }).prefault([0.1, 0.1]);

const schema = z.object({
  num_holes_range: range({ min: 1, whole: true })
    .prefault([1, 1])
    .describe('Number of rectangles in each object; drawn once for the image.'),
  hole_height_range: holeSide.describe('Height of a rectangle as a fraction of the height of the object.'),
  hole_width_range: holeSide.describe('Width of a rectangle as a fraction of the width of the object.'),
  ...coverParameters,
  bbox_labels: z
    .array(z.string(), { error: 'expected a list of class names' })
    .nullable()
    .prefault(null)
    .describe('Classes of the objects; null: all classes.'),
});
type Parameters = z.output<typeof schema>;

export const constrainedCoarseDropout = defineTransform({
  name: 'ConstrainedCoarseDropout',
  group: 'dropout',
  summary: 'Covers random rectangles in the boxes of objects. Covered parts of objects count as hidden.',
  p: 0.5,
  schema,
  refused: {
    mask_indices: 'label maps are not moved before all Operations are known; use bbox_labels',
  },
  sample(parameters, random, { annotations }) {
    const { bbox_labels } = parameters;
    const boxes = boundsInside(
      annotations,
      (object) => bbox_labels === null || bbox_labels.includes(object.class),
    );
    const count = random.integer(...parameters.num_holes_range);
    // The number of objects, and so of draws, depends on the image.
    const fork = random.fork();
    const holes = boxes.flatMap((box) =>
      Array.from({ length: count }, () => drawHole(box, parameters, fork)),
    );
    return { sampled: { holes }, operations: cover(holes, parameters, random) };
  },
});

function drawHole([x0, y0, x1, y1]: Box, parameters: Parameters, random: Random): Hole {
  const [top, bottom] = drawSpan([y0, y1], parameters.hole_height_range, random);
  const [left, right] = drawSpan([x0, x1], parameters.hole_width_range, random);
  return [left, top, right, bottom];
}

function drawSpan([low, high]: Range, shares: Range, random: Random): Range {
  const length = Math.trunc(random.uniform(...shares) * (high - low));
  const start = Math.trunc(low + random.uniform(0, 1) * (high - low - length));
  return [start, start + length];
}
