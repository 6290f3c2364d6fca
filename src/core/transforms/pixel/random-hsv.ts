import * as z from 'zod';
import { defineTransform } from '../transform.js';

const gain = (what: string) => z.number().min(0).max(1).prefault(0.5).describe(what);

export const randomHsv = defineTransform({
  name: 'RandomHSV',
  group: 'pixel',
  summary:
    'Shifts the hue, and multiplies saturation and value. Greys stay grey; in grey images only the value changes.',
  origin: 'RandomHSV of Ultralytics',
  p: 1,
  whyNotOnPlanes: () => 'hue and saturation are those of colours',
  schema: z.object({
    hgain: gain('Largest shift of the hue, as a share of the circle.'),
    sgain: gain('Largest share of the saturation that is added or taken away.'),
    vgain: gain('Largest share of the value that is added or taken away.'),
  }),
  sample({ hgain, sgain, vgain }, random) {
    const [hue, saturation, value] = [hgain, sgain, vgain].map((gain) => gain * random.uniform(-1, 1));
    return {
      sampled: { hue: hue!, saturation: saturation!, value: value! },
      operations: [
        {
          kind: 'hsv',
          ...{ hue: 180 * hue!, saturation: 0, value: 0 },
          ...{ saturationFactor: 1 + saturation!, valueFactor: 1 + value! },
        },
      ],
    };
  },
});
