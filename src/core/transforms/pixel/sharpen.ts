import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { gaussianWeights } from './gaussian-weights.js';
import { blendKernel, squareKernel, weightsAround } from './kernel-weights.js';

export const sharpen = defineTransform({
  name: 'Sharpen',
  group: 'pixel',
  summary: 'Mixes the image with one whose pixels differ more from those around them.',
  p: 0.5,
  schema: z.object({
    alpha: range({ min: 0, max: 1 })
      .prefault([0.2, 0.5])
      .describe('Share of the sharpened image; 0 changes nothing.'),
    lightness: range({ min: 0 })
      .prefault([0.5, 1])
      .describe(
        'Of the method `kernel` only: brightness of the sharpened image; 1 keeps it, less makes it darker.',
      ),
    method: z
      .enum(['kernel', 'gaussian'])
      .prefault('kernel')
      .describe(
        'From what pixels shall differ more: their eight neighbours, or the image blurred by a Gaussian.',
      ),
    kernel_size: z
      .int()
      .min(3)
      .prefault(5)
      .describe('Of the method `gaussian` only: size of its kernel in pixels; an even size is raised by 1.'),
    sigma: z
      .number()
      .gt(0)
      .prefault(1)
      .describe('Of the method `gaussian` only: standard deviation of its kernel in pixels.'),
  }),
  sample(parameters, random) {
    const alpha = random.uniform(...parameters.alpha);
    if (parameters.method === 'gaussian') {
      const blur = gaussianWeights(parameters.sigma, parameters.kernel_size);
      return { sampled: { alpha }, operations: sharpened(alpha, blur) };
    }
    const lightness = random.uniform(...parameters.lightness);
    const kernel = [-1, -1, -1, -1, 8 + lightness, -1, -1, -1, -1];
    return { sampled: { alpha, lightness }, operations: blendKernel(alpha, kernel) };
  },
});

/** (1 + alpha) · image − alpha · blurred image. @param blur weights along a line */
function sharpened(alpha: number, blur: readonly number[]): readonly Operation[] {
  if (alpha === 0) return NOTHING;
  const reach = (blur.length - 1) / 2;
  const weights = weightsAround(blur.length, (x, y) => {
    const kept = x === 0 && y === 0 ? 1 + alpha : 0;
    return kept - alpha * blur[x + reach]! * blur[y + reach]!;
  });
  return [squareKernel(weights)];
}
