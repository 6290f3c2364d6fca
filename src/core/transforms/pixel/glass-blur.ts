import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { gaussianWeights } from './gaussian-weights.js';

export const glassBlur = defineTransform({
  name: 'GlassBlur',
  group: 'pixel',
  summary: 'Shows the image as through frosted glass: blurs it, scatters its pixels, and blurs it again.',
  p: 0.5,
  schema: z.object({
    sigma: z.number().min(0).prefault(0.7).describe('Standard deviation of both blurs in pixels.'),
    max_delta: z
      .int()
      .min(1)
      .max(1000)
      .prefault(4)
      .describe('How far a pixel may move along each axis. As many pixels at each edge stay where they are.'),
    iterations: z.int().min(1).max(100).prefault(2).describe('How often pixels are scattered.'),
    mode: z
      .enum(['fast', 'exact'])
      .prefault('fast')
      .describe(
        '`fast`: all change places at once, and some are lost; `exact`: one after another, and none is lost.',
      ),
  }),
  sample({ sigma, max_delta, iterations, mode }, random) {
    const scatter: Operation = {
      kind: 'scatter',
      most: max_delta,
      turns: iterations,
      order: mode === 'fast' ? 'together' : 'one_by_one',
      seed: random.seed(),
    };
    const blur = blurBy(sigma);
    return { sampled: {}, operations: [...blur, scatter, ...blur] };
  },
});

/** OpenCV's size of a kernel for 8 bits: three sigmas on each side, rounded. */
function blurBy(sigma: number): readonly Operation[] {
  const weights = gaussianWeights(sigma, Math.max(1, Math.round(sigma * 6 + 1)));
  return weights.length === 1 ? NOTHING : [{ kind: 'convolve', form: 'separable', x: weights, y: weights }];
}
