import * as z from 'zod';
import { NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const morphological = defineTransform({
  name: 'Morphological',
  group: 'pixel',
  summary:
    'Dilates or erodes the image: each sample becomes the greatest or the least of an ellipse around it.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({
    scale: rangeFrom(1, { min: 1, max: 255, whole: true })
      .prefault([2, 3])
      .describe('Width and height of the ellipse in pixels: the smaller number is the width.'),
    operation: z
      .enum(['erosion', 'dilation'])
      .prefault('dilation')
      .describe('`dilation` makes bright areas larger, `erosion` dark ones.'),
  }),
  sample({ scale: [width, height], operation }) {
    return {
      sampled: { width, height },
      operations:
        width * height === 1 ? NOTHING : [{ kind: 'rank', form: operation, shape: 'ellipse', width, height }],
    };
  },
});
