import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { LUMA } from './luma.js';

const METHODS = {
  weighted_average: greyMatrix(LUMA, 'round'),
  from_lab: { kind: 'grey', by: 'lightness' },
  desaturation: { kind: 'grey', by: 'middle' },
  average: greyMatrix([1 / 3, 1 / 3, 1 / 3], 'truncate'),
  // A colour in HSV without saturation is grey of its value, which is the largest channel.
  max: { kind: 'hsv', hue: 0, saturation: -255, value: 0 },
  pca: { kind: 'adaptive', form: 'first_component' },
} as const satisfies Readonly<Record<string, Operation>>;

export const toGray = defineTransform({
  name: 'ToGray',
  group: 'pixel',
  summary: 'Removes the colour. The image keeps three channels, which become equal.',
  p: 0.5,
  deterministic: () => true,
  whyNotOnPlanes: () => 'it weighs red, green and blue',
  schema: z.object({
    num_output_channels: z
      .literal(3, { error: 'expected 3: transforms do not change the number of channels' })
      .prefault(3)
      .describe('Number of channels of the result.'),
    method: z
      .enum(Object.keys(METHODS) as (keyof typeof METHODS)[])
      .prefault('weighted_average')
      .describe(
        'How the level follows from the channels: the luma, L of CIE L*a*b*, half way between the smallest and the largest, the mean, the largest, or the first principal component, stretched from 0 to 255.',
      ),
  }),
  sample: ({ method }, _random, { channels }) => ({
    sampled: { method },
    operations: channels === 3 ? [METHODS[method]] : NOTHING,
  }),
});

function greyMatrix(weights: readonly [number, number, number], rounding: 'round' | 'truncate'): Operation {
  return { kind: 'matrix', rows: [0, 1, 2].flatMap(() => [...weights, 0]), rounding };
}
