import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const gaussNoise = defineTransform({
  name: 'GaussNoise',
  group: 'pixel',
  summary:
    'Adds Gaussian noise; `std_range` and `mean_range` are fractions of 255. A `noise_scale_factor` below 1 makes coarser grain.',
  p: 0.5,
  schema: z.object({
    std_range: range({ min: 0, max: 1 }).prefault([0.2, 0.44]),
    mean_range: range({ min: -1, max: 1 }).prefault([0, 0]),
    per_channel: z.boolean().prefault(true),
    noise_scale_factor: z.number().gt(0).max(1).prefault(1),
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
