import * as z from 'zod';
import { defineTransform } from '../transform.js';

const CURVES = { cdf: 'histogram', pil: 'linear' } as const;
/** Albumentations never counts the highest level. */
const NEVER_COUNTED = 255;

export const autoContrast = defineTransform({
  name: 'AutoContrast',
  group: 'pixel',
  summary: 'Stretches the levels of each channel from 0 to 255. The level 255 itself does not count.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({
    cutoff: z
      .number()
      .min(0)
      .max(100)
      .prefault(0)
      .describe('Per cent of the darkest, and of the lightest, samples that do not count.'),
    ignore: z
      .int()
      .min(0)
      .max(255)
      .nullable()
      .prefault(null)
      .describe('A level that does not count, and stays as it is.'),
    method: z
      .enum(['cdf', 'pil'])
      .prefault('cdf')
      .describe('`cdf` spreads the levels between the ends by how often they occur, `pil` evenly.'),
  }),
  sample: ({ cutoff, ignore, method }) => ({
    sampled: { cutoff, ignore, method },
    operations: [
      {
        kind: 'adaptive',
        form: 'stretch',
        curve: CURVES[method],
        cutoff,
        ignore: ignore === null ? [NEVER_COUNTED] : [ignore, NEVER_COUNTED],
        rounding: 'round',
      },
    ],
  }),
});
