import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { blendKernel } from './kernel-weights.js';

export const sharpen = defineTransform({
  name: 'Sharpen',
  group: 'pixel',
  summary: 'Mixes the image with one whose pixels differ more from their eight neighbours.',
  p: 0.5,
  schema: z.object({
    alpha: range({ min: 0, max: 1 })
      .prefault([0.2, 0.5])
      .describe('Share of the sharpened image; 0 changes nothing.'),
    lightness: range({ min: 0 })
      .prefault([0.5, 1])
      .describe('Brightness of the sharpened image: 1 keeps it, less makes it darker.'),
    method: z
      .literal('kernel', { error: 'expected kernel: gaussian is not supported' })
      .prefault('kernel')
      .describe('How the image is sharpened.'),
    kernel_size: z.int().min(3).prefault(5).describe('Of the method `gaussian` only: without effect.'),
    sigma: z.number().gt(0).prefault(1).describe('Of the method `gaussian` only: without effect.'),
  }),
  sample(parameters, random) {
    const alpha = random.uniform(...parameters.alpha);
    const lightness = random.uniform(...parameters.lightness);
    const kernel = [-1, -1, -1, -1, 8 + lightness, -1, -1, -1, -1];
    return { sampled: { alpha, lightness }, operations: blendKernel(alpha, kernel) };
  },
});
