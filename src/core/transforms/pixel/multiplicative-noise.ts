import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const multiplicativeNoise = defineTransform({
  name: 'MultiplicativeNoise',
  group: 'pixel',
  summary: 'Multiplies the image, its channels or its pixels by random factors.',
  p: 0.5,
  schema: z.object({
    multiplier: range({ min: 0, max: 255 })
      .prefault([0.9, 1.1])
      .describe('Factor; every value is equally likely.'),
    per_channel: z
      .boolean()
      .prefault(false)
      .describe('Whether each channel has its own factor. A grey image then gets that of red.'),
    elementwise: z.boolean().prefault(false).describe('Whether each pixel has its own factor.'),
  }),
  sample({ multiplier: [low, high], per_channel, elementwise }, random) {
    if (elementwise) {
      const noise = { effect: 'multiply', distribution: 'uniform', low, high, scale: 1 } as const;
      const seed = random.seed();
      return {
        sampled: { multiplier: [low, high] },
        operations:
          low === 1 && high === 1 ? NOTHING : [{ kind: 'noise', ...noise, perChannel: per_channel, seed }],
      };
    }
    const scale = Array.from({ length: per_channel ? 3 : 1 }, () => random.uniform(low, high));
    return {
      sampled: { multiplier: scale },
      operations: scale.every((factor) => factor === 1)
        ? NOTHING
        : [{ kind: 'table', form: 'linear', scale, offset: [0] }],
    };
  },
});
