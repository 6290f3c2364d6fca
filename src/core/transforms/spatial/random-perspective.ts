import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { colour, maskValue, NOTHING, warpParameters, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { warp } from './matrices.js';
import { isConvex, quadrilateralToQuadrilateral, type Quadrilateral } from './quadrilateral.js';

const { interpolation, mask_interpolation } = warpParameters;

export const randomPerspective = defineTransform({
  name: 'RandomPerspective',
  group: 'spatial',
  summary:
    'Changes the perspective: moves each corner of the image inwards by whole pixels, each number of them equally likely.',
  origin: 'torchvision',
  p: 0.5,
  schema: z.object({
    distortion_scale: z
      .number()
      .min(0)
      .max(1)
      .prefault(0.5)
      .describe('How far a corner may move along each axis, as a share of half the side.'),
    interpolation,
    mask_interpolation,
    fill: colour
      .prefault(0)
      .describe('Level outside the image, 0–255: one for all channels, or one per channel.'),
    fill_mask: maskValue.prefault(0).describe('Value outside the image in label maps.'),
  }),
  sample({ distortion_scale, interpolation, fill, fill_mask }, random, { width, height }) {
    const frame = { width, height };
    const corners = drawCorners(random, distortion_scale, frame);
    const edge = { border_mode: 'constant', fill, fill_mask } as const;
    return {
      sampled: { corners },
      operations: isConvex(corners)
        ? warp(quadrilateralToQuadrilateral(outermost(frame), corners), frame, frame, {
            interpolation,
            ...edge,
          })
        : NOTHING,
    };
  },
});

/** The corners that torchvision moves: numbers of the outermost columns and rows, which it takes for positions of edges. */
function outermost({ width, height }: Frame): Quadrilateral {
  const [right, bottom] = [width - 1, height - 1];
  return [
    [0, 0],
    [right, 0],
    [right, bottom],
    [0, bottom],
  ];
}

/** Draws x, then y, of the upper left, upper right, lower right and lower left corner. */
function drawCorners(random: Random, scale: number, { width, height }: Frame): Quadrilateral {
  const inwards = (side: number) =>
    wholeAt(random.uniform(0, 1), 0, Math.trunc(scale * Math.floor(side / 2)));
  const outside = outermost({ width, height });
  return outside.map(([x, y]) => {
    const [across, down] = [inwards(width), inwards(height)];
    return [x === 0 ? across : x - across, y === 0 ? down : y - down] as const;
  }) as unknown as Quadrilateral;
}
