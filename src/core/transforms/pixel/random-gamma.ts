import * as z from 'zod';
import { pow } from '../../math.js';
import { NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { levelTable } from './level-table.js';

export const randomGamma = defineTransform({
  name: 'RandomGamma',
  group: 'pixel',
  summary: 'Changes the gamma: 255 · (level / 255)^(gamma / 100).',
  p: 0.5,
  schema: z.object({
    gamma_limit: rangeFrom(1, { min: 1 })
      .prefault([80, 120])
      .describe('Gamma in percent; below 100 the image becomes brighter, above 100 darker.'),
  }),
  sample(parameters, random) {
    const gamma = random.uniform(...parameters.gamma_limit) / 100;
    return {
      sampled: { gamma },
      operations: gamma === 1 ? NOTHING : [{ kind: 'table', form: 'values', values: [gammaTable(gamma)] }],
    };
  },
});

/** The product with 1 / 255, as in Albumentations, differs from a division in the last bit. */
function gammaTable(gamma: number): string {
  return levelTable((level) => Math.floor(pow(level * (1 / 255), gamma) * 255));
}
