import * as z from 'zod';
import type { Point } from '../../geometry/types.js';
import { range, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { KEYPOINTS_ARE_EXACT, remap } from './remap.js';

export const thinPlateSpline = defineTransform({
  name: 'ThinPlateSpline',
  group: 'spatial',
  summary: 'Bends the image as a thin plate that is held at points of a regular grid, each moved at random.',
  p: 0.5,
  schema: z.object({
    scale_range: range({ min: 0, max: 1 })
      .prefault([0.2, 0.4])
      .describe(
        'How far the points move: a tenth of it is the standard deviation, as a fraction of the sides.',
      ),
    num_control_points: z
      .int()
      .min(2)
      .max(10)
      .prefault(4)
      .describe('Points along each side. With 2, the corners and the centre.'),
    ...warpParameters,
  }),
  refused: KEYPOINTS_ARE_EXACT,
  sample(parameters, random) {
    const scale = random.uniform(...parameters.scale_range);
    const points = controlPoints(parameters.num_control_points);
    const shift = () => rounded(random.normal(0, scale / 10));
    const shifts = points.map((): Point => [shift(), shift()]);
    return {
      sampled: { scale, shifts },
      operations: remap({ form: 'spline', points, shifts }, parameters),
    };
  },
});

const CORNERS_AND_CENTRE: readonly Point[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [0.5, 0.5],
];

function controlPoints(count: number): readonly Point[] {
  if (count === 2) return CORNERS_AND_CENTRE;
  return Array.from({ length: count * count }, (_, i): Point => [
    rounded((i % count) / (count - 1)),
    rounded(Math.floor(i / count) / (count - 1)),
  ]);
}

/** To a millionth of a side: Plans stay short. */
function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
