import * as z from 'zod';
import { symmetricRange } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const hueSaturationValue = defineTransform({
  name: 'HueSaturationValue',
  group: 'pixel',
  summary: 'Shifts hue, saturation and value. In grey images only the value changes.',
  p: 0.5,
  whyNotOnPlanes: () => 'hue and saturation are those of colours',
  schema: z.object({
    hue_shift_limit: symmetricRange().prefault([-20, 20]).describe('Shift of the hue in units of 2°.'),
    sat_shift_limit: symmetricRange()
      .prefault([-30, 30])
      .describe('Shift of the saturation, which is 0–255.'),
    val_shift_limit: symmetricRange().prefault([-20, 20]).describe('Shift of the value, which is 0–255.'),
  }),
  sample(parameters, random) {
    const hue = random.uniform(...parameters.hue_shift_limit);
    const saturation = random.uniform(...parameters.sat_shift_limit);
    const value = random.uniform(...parameters.val_shift_limit);
    return {
      sampled: { hue, saturation, value },
      operations: [{ kind: 'hsv', hue, saturation, value }],
    };
  },
});
