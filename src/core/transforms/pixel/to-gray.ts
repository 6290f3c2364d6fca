import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { LUMA } from './luma.js';

const METHODS: Readonly<Record<'weighted_average' | 'average' | 'max', Operation>> = {
  weighted_average: greyMatrix(LUMA, 'round'),
  average: greyMatrix([1 / 3, 1 / 3, 1 / 3], 'truncate'),
  // A colour in HSV without saturation is grey of its value, which is the largest channel.
  max: { kind: 'hsv', hue: 0, saturation: -255, value: 0 },
};

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
      .enum(['weighted_average', 'average', 'max'], {
        error: 'expected weighted_average, average or max; from_lab, desaturation and pca are not supported',
      })
      .prefault('weighted_average')
      .describe('How the level follows from the channels; `weighted_average` is the luma.'),
  }),
  sample: ({ method }, _random, { channels }) => ({
    sampled: { method },
    operations: channels === 3 ? [METHODS[method]] : NOTHING,
  }),
});

function greyMatrix(weights: readonly [number, number, number], rounding: 'round' | 'truncate'): Operation {
  return { kind: 'matrix', rows: [0, 1, 2].flatMap(() => [...weights, 0]), rounding };
}
