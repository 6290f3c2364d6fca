import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const saltAndPepper = defineTransform({
  name: 'SaltAndPepper',
  group: 'pixel',
  summary: 'Makes single pixels white or black.',
  p: 0.5,
  schema: z.object({
    amount: range({ min: 0, max: 1 }).prefault([0.01, 0.06]).describe('Share of the pixels.'),
    salt_vs_pepper: range({ min: 0, max: 1 })
      .prefault([0.4, 0.6])
      .describe('Share of those that become white; the others become black.'),
  }),
  sample(parameters, random) {
    const amount = random.uniform(...parameters.amount);
    const salt = random.uniform(...parameters.salt_vs_pepper);
    const seed = random.seed();
    const impulses = [
      { share: amount * salt, colour: [255] as const },
      { share: amount * (1 - salt), colour: [0] as const },
    ];
    return {
      sampled: { amount, salt_vs_pepper: salt },
      operations:
        amount === 0
          ? NOTHING
          : [{ kind: 'noise', distribution: 'impulses', impulses, perChannel: false, seed }],
    };
  },
});
