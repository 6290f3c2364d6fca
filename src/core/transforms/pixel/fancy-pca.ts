import * as z from 'zod';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const fancyPca = defineTransform({
  name: 'FancyPCA',
  group: 'pixel',
  summary:
    'Stretches or compresses the colours about their mean, along the principal components of the image. As in Albumentations, the variances are those of levels from 0 to 1, so that the default changes most levels by less than two.',
  p: 0.5,
  schema: z.object({
    alpha: z
      .number()
      .min(0)
      .prefault(0.1)
      .describe('Standard deviation of the factors of the components; 0 changes nothing.'),
  }),
  sample({ alpha }, random) {
    const draw = (): number => random.normal(0, alpha);
    const factors = [draw(), draw(), draw()] as const;
    return {
      sampled: { alpha: [...factors] },
      operations: alpha === 0 ? NOTHING : [{ kind: 'adaptive', form: 'components', factors }],
    };
  },
});
