import * as z from 'zod';
import { range, resizeParameters, side } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { resize, truncatedFrame } from './resizing.js';

const { interpolation, mask_interpolation } = resizeParameters;

export const scaleJitter = defineTransform({
  name: 'ScaleJitter',
  group: 'spatial',
  summary:
    'Scales the image so that it fits into `target_size`, times a random factor; its proportions stay.',
  origin: 'torchvision',
  p: 1,
  schema: z.object({
    target_size: z
      .tuple([side, side])
      .describe('Size that the factor 1 fits the image into: (width, height), as in torchvision.'),
    scale_range: range({ min: 0 })
      .refine(([low]) => low > 0, 'factors must be above 0')
      .prefault([0.1, 2])
      .describe('Factor on top of that.'),
    interpolation,
    mask_interpolation,
    antialias: z.boolean().prefault(true).describe('Whether shrinking averages the pixels.'),
  }),
  sample({ target_size, scale_range, interpolation, antialias }, random, frame) {
    const factor = random.uniform(...scale_range);
    const scale = Math.min(target_size[1] / frame.height, target_size[0] / frame.width) * factor;
    const to = truncatedFrame(frame, scale);
    const area_for_downscale = antialias ? 'image' : null;
    return {
      sampled: { factor },
      operations: resize(frame, to, { interpolation, area_for_downscale }, scale < 1),
    };
  },
});
