import * as z from 'zod';
import type { Frequencies } from '../../plan/operations.js';
import { rangeFrom, truncate } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { matching, REFERENCES_REFUSED } from './matching.js';
import { NOT_ON_PLANES } from './others.js';

export const fda = defineTransform({
  name: 'FDA',
  group: 'mixing',
  summary:
    'Gives low frequencies the amplitudes that they have in another image of the pool, and so its light and its colours. Labels stay.',
  p: 0.5,
  refused: REFERENCES_REFUSED,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema: z.object({
    beta_limit: rangeFrom(0, { min: 0, max: 0.5 })
      .prefault([0, 0.1])
      .describe('Frequencies up to this share of the shorter side are changed; a number means from 0 to it.'),
  }),
  sample({ beta_limit }, random, scene) {
    const beta = random.uniform(...beta_limit);
    const reach = Math.floor(Math.min(scene.width, scene.height) * beta);
    const [columns, rows] = [bandOf(scene.width, reach), bandOf(scene.height, reach)];
    const trait = columns && rows && ({ form: 'spectrum', columns, rows, weight: 1 } as const);
    return matching('FDA', { beta }, trait, { random, scene, interpolation: 'linear' });
  },
});

/**
 * 2 · reach frequencies about (length − 1) / 2, where 0 is at ⌊length / 2⌋: as Albumentations has them, so that on even sides
 * they lie about −1½.
 */
function bandOf(length: number, reach: number): Frequencies | undefined {
  const centre = (length - 1) / 2;
  const first = Math.max(0, truncate(centre - reach));
  const end = Math.min(length, truncate(centre + reach));
  const zero = Math.floor(length / 2);
  return first < end ? [first - zero, end - 1 - zero] : undefined;
}
