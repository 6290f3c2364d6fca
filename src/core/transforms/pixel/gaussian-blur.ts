import * as z from 'zod';
import { exp } from '../../math.js';
import { NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const gaussianBlur = defineTransform({
  name: 'GaussianBlur',
  group: 'pixel',
  summary: 'Blurs the image by a Gaussian kernel.',
  p: 0.5,
  schema: z.object({
    blur_limit: rangeFrom(0, { min: 0, whole: true })
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
    const weights = gaussianKernel(sigma, random.integer(...parameters.blur_limit));
    return {
      sampled: { sigma, size: weights.length },
      operations:
        weights.length === 1 ? NOTHING : [{ kind: 'convolve', form: 'separable', x: weights, y: weights }],
    };
  },
});

/** Weights with the sum 1. Size 0 stands for 2⌊3.5σ⌋ + 1. A kernel that changes nothing has one weight. */
function gaussianKernel(sigma: number, size: number): number[] {
  const radius = size === 0 ? Math.floor(sigma * 3.5) : Math.floor(size / 2);
  if (sigma === 0 || radius === 0) return [1];
  const heights = Array.from({ length: 2 * radius + 1 }, (_, index) => {
    const distance = (index - radius) / sigma;
    return exp(-0.5 * distance * distance);
  });
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => height / sum);
}
