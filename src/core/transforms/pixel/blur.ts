import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';

export const blur = defineTransform({
  name: 'Blur',
  group: 'pixel',
  summary: 'Blurs the image: each pixel becomes the mean of a square around it.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .prefault([3, 7])
      .describe('Side of the square in pixels; even sides are raised by 1, and the shortest is 3.'),
  }),
  sample({ blur_limit }, random) {
    const size = drawKernelSize(blur_limit, random);
    const weights = new Array<number>(size).fill(1 / size);
    return {
      sampled: { size },
      operations: [{ kind: 'convolve', form: 'separable', x: weights, y: weights }],
    };
  },
});
