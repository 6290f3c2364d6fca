import * as z from 'zod';
import { edgeOf, edgeParameters, side, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { halves, placePadding, position, showing } from './cropping.js';

export const padIfNeeded = defineTransform({
  name: 'PadIfNeeded',
  group: 'spatial',
  summary: 'Pads the image to at least `min_height` × `min_width` pixels, or to multiples of the divisors.',
  p: 1,
  deterministic: (parameters) => parameters.position !== 'random',
  schema: z
    .object({
      min_height: side
        .nullable()
        .prefault(1024)
        .describe('Smallest height of the result in pixels; null with `pad_height_divisor`.'),
      min_width: side
        .nullable()
        .prefault(1024)
        .describe('Smallest width of the result in pixels; null with `pad_width_divisor`.'),
      pad_height_divisor: side.nullable().prefault(null).describe('The height becomes a multiple of it.'),
      pad_width_divisor: side.nullable().prefault(null).describe('The width becomes a multiple of it.'),
      position,
      ...edgeParameters,
    })
    .refine(({ min_height, pad_height_divisor }) => (min_height === null) !== (pad_height_divisor === null), {
      message: 'give either min_height or pad_height_divisor, and null for the other',
      path: ['min_height'],
    })
    .refine(({ min_width, pad_width_divisor }) => (min_width === null) !== (pad_width_divisor === null), {
      message: 'give either min_width or pad_width_divisor, and null for the other',
      path: ['min_width'],
    }),
  sample(parameters, random, { width, height }) {
    const { horizontal, vertical } = placePadding(
      {
        horizontal: missing(width, parameters.min_width, parameters.pad_width_divisor),
        vertical: missing(height, parameters.min_height, parameters.pad_height_divisor),
      },
      parameters.position,
      random,
    );
    const [left, right] = horizontal;
    const [top, bottom] = vertical;
    const padded = { x: -left, y: -top, width: width + left + right, height: height + top + bottom };
    return {
      sampled: { left, top, right, bottom },
      operations: showing(padded, { width, height }, edgeOf(parameters)),
    };
  },
});

function missing(have: number, minimum: number | null, divisor: number | null): Range {
  const target = minimum ?? Math.ceil(have / divisor!) * divisor!;
  return halves(Math.max(0, target - have));
}
