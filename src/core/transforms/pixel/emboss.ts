import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { blendKernel } from './kernel-weights.js';

export const emboss = defineTransform({
  name: 'Emboss',
  group: 'pixel',
  summary: 'Mixes the image with one that looks lit from the upper left, as a relief.',
  p: 0.5,
  schema: z.object({
    alpha: range({ min: 0, max: 1 }).prefault([0.2, 0.5]).describe('Share of the relief; 0 changes nothing.'),
    strength: range({ min: 0 }).prefault([0.2, 0.7]).describe('Height of the relief.'),
  }),
  sample(parameters, random) {
    const alpha = random.uniform(...parameters.alpha);
    const s = random.uniform(...parameters.strength);
    const kernel = [-1 - s, -s, 0, -s, 1, s, 0, s, 1 + s];
    return { sampled: { alpha, strength: s }, operations: blendKernel(alpha, kernel) };
  },
});
