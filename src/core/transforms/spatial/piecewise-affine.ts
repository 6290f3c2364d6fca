import * as z from 'zod';
import { fixedRange, rangeFrom, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { KEYPOINTS_ARE_EXACT, remap } from './remap.js';

const pointsAlong = fixedRange({ min: 2, max: 20, whole: true }).prefault([4, 4]);

export const piecewiseAffine = defineTransform({
  name: 'PiecewiseAffine',
  group: 'spatial',
  summary:
    'Moves the points of a regular grid at random, and the image between them bilinearly. Points at an edge move inwards or along it.',
  p: 0.5,
  schema: z.object({
    scale: rangeFrom(0, { min: 0 })
      .prefault([0.03, 0.05])
      .describe(
        'How far the points move: a third of it is the standard deviation, as a fraction of the shorter side, or in pixels with `absolute_scale`.',
      ),
    nb_rows: pointsAlong.describe('Rows of points.'),
    nb_cols: pointsAlong.describe('Columns of points.'),
    ...warpParameters,
    absolute_scale: z.boolean().prefault(false).describe('Whether `scale` is in pixels.'),
  }),
  refused: KEYPOINTS_ARE_EXACT,
  sample(parameters, random, { width, height }) {
    const rows = random.integer(...parameters.nb_rows);
    const columns = random.integer(...parameters.nb_cols);
    const scale = random.uniform(...parameters.scale);
    const std = (scale / 3) * (parameters.absolute_scale ? 1 : Math.min(width, height));
    const dx: number[] = [];
    const dy: number[] = [];
    for (let i = 0; i < rows * columns; i++) {
      const [shareX, shareY] = [(i % columns) / (columns - 1), Math.floor(i / columns) / (rows - 1)];
      dx.push(within(random.normal(0, std), shareX * width, width));
      dy.push(within(random.normal(0, std), shareY * height, height));
    }
    return {
      sampled: { rows, columns, scale, dx, dy },
      operations: remap({ form: 'mesh', columns, rows, dx, dy }, parameters),
    };
  },
});

/** So that the point shows a position of the image; rounded to a thousandth of a pixel, so that Plans stay short. */
function within(shift: number, position: number, side: number): number {
  const bounded = Math.min(side - position, Math.max(-position, shift));
  return Math.trunc(bounded * 1000) / 1000 + 0;
}
