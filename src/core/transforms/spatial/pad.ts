import * as z from 'zod';
import { edgeOf, edgeParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';

type Sides = readonly [left: number, top: number, right: number, bottom: number];
const pixels = z.int().min(0);

export const pad = defineTransform({
  name: 'Pad',
  group: 'spatial',
  summary: 'Adds pixels around the image.',
  p: 1,
  deterministic: () => true,
  schema: z.object({
    padding: z
      .union([pixels, z.tuple([pixels, pixels]), z.tuple([pixels, pixels, pixels, pixels])])
      .transform((value): Sides => {
        if (typeof value === 'number') return [value, value, value, value];
        return value.length === 2 ? [value[0], value[1], value[0], value[1]] : value;
      })
      .prefault(0)
      .describe(
        'Number of pixels: one for all sides, (left and right, top and bottom), or (left, top, right, bottom).',
      ),
    ...edgeParameters,
  }),
  sample(parameters, _random, { width, height }) {
    const [left, top, right, bottom] = parameters.padding;
    const padded = { x: -left, y: -top, width: width + left + right, height: height + top + bottom };
    return {
      sampled: { left, top, right, bottom },
      operations: showing(padded, { width, height }, edgeOf(parameters)),
    };
  },
});
