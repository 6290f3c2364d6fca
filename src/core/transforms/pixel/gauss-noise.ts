import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const gaussNoise = defineTransform({
  name: 'GaussNoise',
  group: 'pixel',
  summary: 'Adds Gaussian noise.',
  p: 0.5,
  schema: z.object({
    std_range: range({ min: 0, max: 1 })
      .prefault([0.2, 0.44])
      .describe('Standard deviation, as a fraction of 255.'),
    mean_range: range({ min: -1, max: 1 }).prefault([0, 0]).describe('Mean, as a fraction of 255.'),
    per_channel: z
      .boolean()
      .prefault(true)
      .describe('Whether each channel has its own noise; otherwise all channels have the same.'),
    noise_scale_factor: z
      .number()
      .gt(0)
      .max(1)
      .prefault(1)
      .describe('Resolution of the noise; below 1, the grain is coarser.'),
  }),
  sample(parameters, random) {
    const std = random.uniform(...parameters.std_range);
    const mean = random.uniform(...parameters.mean_range);
    const seed = random.seed();
    return {
      sampled: { std, mean },
      operations:
        std === 0 && mean === 0
          ? NOTHING
          : [
              {
                kind: 'noise',
                distribution: 'gaussian',
                mean: mean * 255,
                std: std * 255,
                perChannel: parameters.per_channel,
                scale: parameters.noise_scale_factor,
                seed,
              },
            ],
    };
  },
});
