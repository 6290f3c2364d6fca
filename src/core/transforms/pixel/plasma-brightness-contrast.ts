import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over } from './layers.js';
import { plasmaParameters, plasmaRefused } from './plasma.js';

/**
 * As in Albumentations, but levels are clipped and rounded after the brightness, before the contrast.
 */
export const plasmaBrightnessContrast = defineTransform({
  name: 'PlasmaBrightnessContrast',
  group: 'pixel',
  summary: 'Changes brightness and contrast by a random pattern, here more and there less.',
  p: 0.5,
  refused: plasmaRefused,
  schema: z.object({
    brightness_range: range({ min: -1, max: 1 })
      .prefault([-0.3, 0.3])
      .describe('What is added where the pattern is strongest, as a fraction of 255.'),
    contrast_range: range({ min: -1, max: 1 })
      .prefault([-0.3, 0.3])
      .describe('How much the distance to the mean of the image grows where the pattern is strongest.'),
    ...plasmaParameters,
  }),
  whyNotOnPlanes: () => 'it turns about the mean of all channels',
  sample({ brightness_range, contrast_range, roughness }, random) {
    const brightness = random.uniform(...brightness_range);
    const contrast = random.uniform(...contrast_range);
    const mask = masked({ form: 'plasma', roughness, seed: random.seed() });
    return {
      sampled: { brightness, contrast },
      operations: [
        ...(brightness === 0 ? NOTHING : [over('add', [255], [0, brightness], mask)]),
        ...(contrast === 0 ? NOTHING : [over('normal', 'mean', [0, 0 - contrast], mask)]),
      ],
    };
  },
});
