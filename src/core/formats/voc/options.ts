import * as z from 'zod';
import type { LabelContext } from '../format.js';

/** Pascal VOC's settings in the recipe's `labels`. */
export const vocOptions = {
  voc_origin: z
    .union([z.literal('auto'), z.literal(0), z.literal(1)])
    .default('auto')
    .describe('Number of the first pixel in Pascal VOC files.'),
};

const optionsSchema = z.object(vocOptions);

/** The number of the first pixel, or `auto`: each file decides. */
export function originOption({ options = {} }: LabelContext): 'auto' | 0 | 1 {
  return optionsSchema.parse(options).voc_origin;
}
