import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { blendRatio, matching, REFERENCES_REFUSED } from './matching.js';
import { NOT_ON_PLANES } from './others.js';

export const histogramMatching = defineTransform({
  name: 'HistogramMatching',
  group: 'mixing',
  summary: 'Gives each channel the histogram that it has in another image of the pool. Labels stay.',
  p: 0.5,
  refused: REFERENCES_REFUSED,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema: z.object({ blend_ratio: blendRatio(0.5) }),
  sample({ blend_ratio }, random, scene) {
    const weight = random.uniform(...blend_ratio);
    const trait = { form: 'histogram', weight } as const;
    const context = { random, scene, interpolation: 'linear' } as const;
    return matching('HistogramMatching', { blend_ratio: weight }, trait, context);
  },
});
