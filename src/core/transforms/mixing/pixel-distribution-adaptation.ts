import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { blendRatio, matching, REFERENCES_REFUSED } from './matching.js';
import { NOT_ON_PLANES } from './others.js';

const FORMS = { pca: 'components', standard: 'moments', minmax: 'range' } as const;

export const pixelDistributionAdaptation = defineTransform({
  name: 'PixelDistributionAdaptation',
  group: 'mixing',
  summary: 'Gives the colours the mean and spread that they have in another image of the pool. Labels stay.',
  p: 0.5,
  refused: REFERENCES_REFUSED,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema: z.object({
    blend_ratio: blendRatio(0.25),
    transform_type: z
      .enum(['pca', 'standard', 'minmax'])
      .prefault('pca')
      .describe(
        'What becomes that of the other image: `pca`: the mean, and the directions of the principal components; `standard`: mean and standard deviation of each channel; `minmax`: its lowest and highest value.',
      ),
  }),
  sample({ blend_ratio, transform_type }, random, scene) {
    const weight = random.uniform(...blend_ratio);
    const trait = { form: FORMS[transform_type], weight };
    const context = { random, scene, interpolation: 'area' } as const;
    return matching('PixelDistributionAdaptation', { blend_ratio: weight }, trait, context);
  },
});
