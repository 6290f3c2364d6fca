import * as z from 'zod';
import { resizeParameters, symmetricRange } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { resize, truncatedFrame } from './resizing.js';

export const randomScale = defineTransform({
  name: 'RandomScale',
  group: 'spatial',
  summary: 'Scales the image by a random factor; the frame grows or shrinks with it.',
  p: 0.5,
  schema: z.object({
    scale_limit: symmetricRange()
      .refine(([low]) => low > -1, 'must stay above -1: at -1 the image has no size')
      .prefault([-0.1, 0.1])
      .describe('Difference of the factor from 1; 0.1 enlarges by 10 %.'),
    ...resizeParameters,
  }),
  sample(parameters, random, scene) {
    const scale = random.uniform(...parameters.scale_limit) + 1;
    const to = truncatedFrame(scene, scale);
    return { sampled: { scale }, operations: resize(scene, to, parameters, scale < 1) };
  },
});
