import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const isoNoise = defineTransform({
  name: 'ISONoise',
  group: 'pixel',
  summary: 'Adds the noise of a camera’s sensor at high sensitivity: bright specks, and shifts of the hue.',
  p: 0.5,
  schema: z.object({
    color_shift: range({ min: 0, max: 1 })
      .prefault([0.01, 0.05])
      .describe('Shift of the hue; its standard deviation is `color_shift` · `intensity` degrees.'),
    intensity: range({ min: 0 })
      .prefault([0.1, 0.5])
      .describe(
        'How many specks there are, and how bright they are. An image of much contrast gets more of them.',
      ),
  }),
  sample(parameters, random) {
    const shift = random.uniform(...parameters.color_shift);
    const intensity = random.uniform(...parameters.intensity);
    const seed = random.seed();
    return {
      sampled: { color_shift: shift, intensity },
      operations:
        intensity === 0
          ? NOTHING
          : [{ kind: 'noise', distribution: 'sensor', hue: shift * intensity, intensity, seed }],
    };
  },
});
