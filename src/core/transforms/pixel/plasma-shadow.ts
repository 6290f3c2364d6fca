import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over } from './layers.js';
import { plasmaParameters, plasmaRefused } from './plasma.js';

export const plasmaShadow = defineTransform({
  name: 'PlasmaShadow',
  group: 'pixel',
  summary: 'Darkens the image by a random pattern.',
  p: 0.5,
  refused: plasmaRefused,
  schema: z.object({
    shadow_intensity_range: range({ min: 0, max: 1 })
      .prefault([0.3, 0.7])
      .describe('How dark it becomes where the pattern is strongest; 1 is black.'),
    ...plasmaParameters,
  }),
  sample({ shadow_intensity_range, roughness }, random) {
    const intensity = random.uniform(...shadow_intensity_range);
    const mask = masked({ form: 'plasma', roughness, seed: random.seed() });
    return {
      sampled: { intensity },
      operations: intensity === 0 ? NOTHING : [over('multiply', [0], [0, intensity], mask)],
    };
  },
});
