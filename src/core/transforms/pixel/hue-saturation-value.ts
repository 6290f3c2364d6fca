import * as z from 'zod';
import { symmetricRange } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const hueSaturationValue = defineTransform({
  name: 'HueSaturationValue',
  group: 'pixel',
  summary: 'Shifts hue (a unit is 2°), saturation and value, 0–255. On grey pictures only value acts.',
  p: 0.5,
  schema: z.object({
    hue_shift_limit: symmetricRange().prefault([-20, 20]),
    sat_shift_limit: symmetricRange().prefault([-30, 30]),
    val_shift_limit: symmetricRange().prefault([-20, 20]),
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
