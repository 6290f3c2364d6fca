import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { levelTable } from './level-table.js';

export const solarize = defineTransform({
  name: 'Solarize',
  group: 'pixel',
  summary: 'Inverts the levels that reach a threshold.',
  p: 0.5,
  schema: z.object({
    threshold_range: range({ min: 0, max: 1 })
      .prefault([0.5, 0.5])
      .describe('The threshold in units of 255 levels; 0 inverts all.'),
  }),
  sample({ threshold_range }, random) {
    const threshold = random.uniform(...threshold_range);
    const values = [levelTable((level) => (level >= threshold * 255 ? 255 - level : level))];
    return { sampled: { threshold }, operations: [{ kind: 'table', form: 'values', values }] };
  },
});
