import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';

export const medianBlur = defineTransform({
  name: 'MedianBlur',
  group: 'pixel',
  summary: 'Blurs the image, but not its edges: each sample becomes the median of a square around it.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .refine(([, largest]) => largest <= 255, 'the side must not exceed 255')
      .prefault([3, 7])
      .describe('Side of the square in pixels; even sides are raised by 1, and the shortest is 3.'),
  }),
  sample({ blur_limit }, random) {
    const size = drawKernelSize(blur_limit, random);
    return { sampled: { size }, operations: [{ kind: 'rank', form: 'median', size }] };
  },
});
