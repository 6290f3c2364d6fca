import * as z from 'zod';
import { ascendingFrom, NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { gaussianWeights } from './gaussian-weights.js';

export const gaussianBlur = defineTransform({
  name: 'GaussianBlur',
  group: 'pixel',
  summary: 'Blurs the image by a Gaussian kernel.',
  p: 0.5,
  schema: z.object({
    blur_limit: ascendingFrom(0, { min: 0, whole: true })
      .prefault(0)
      .describe(
        'Size of the kernel in pixels; an even size is raised by 1, and 0 derives the size from sigma.',
      ),
    sigma_limit: rangeFrom(0, { min: 0 })
      .prefault([0.5, 3])
      .describe('Standard deviation of the kernel in pixels.'),
  }),
  sample(parameters, random) {
    const sigma = random.uniform(...parameters.sigma_limit);
    const weights = gaussianWeights(sigma, random.integer(...parameters.blur_limit));
    return {
      sampled: { sigma, size: weights.length },
      operations:
        weights.length === 1 ? NOTHING : [{ kind: 'convolve', form: 'separable', x: weights, y: weights }],
    };
  },
});
