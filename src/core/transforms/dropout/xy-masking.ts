import * as z from 'zod';
import { RecipeError } from '../../errors.js';
import type { Random } from '../../plan/random.js';
import { rangeFrom, wholeAt, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, coverParameters } from './covering.js';

const amount = rangeFrom(0, { min: 0, whole: true }).prefault(0);

export const xyMasking = defineTransform({
  name: 'XYMasking',
  group: 'dropout',
  summary: 'Covers strips from the top to the bottom of the image, and from its left to its right.',
  p: 0.5,
  schema: z.object({
    num_masks_x: amount.describe('Number of upright strips.'),
    num_masks_y: amount.describe('Number of level strips.'),
    mask_x_length: amount.describe('Width of an upright strip in pixels.'),
    mask_y_length: amount.describe('Height of a level strip in pixels.'),
    ...coverParameters,
  }),
  sample(parameters, random, { width, height }) {
    const { num_masks_x, mask_x_length, num_masks_y, mask_y_length } = parameters;
    requireRoom('mask_x_length', mask_x_length, 'width', width);
    requireRoom('mask_y_length', mask_y_length, 'height', height);
    const upright = drawStrips(num_masks_x, mask_x_length, width, random);
    const level = drawStrips(num_masks_y, mask_y_length, height, random);
    const holes = [
      ...upright.map(([x0, x1]) => [x0, 0, x1, height] as const),
      ...level.map(([y0, y1]) => [0, y0, width, y1] as const),
    ];
    return { sampled: { holes }, operations: cover(holes, parameters, random) };
  },
});

/** @throws RecipeError where a strip may be longer than the side */
function requireRoom(name: string, [, most]: Range, side: string, pixels: number): void {
  if (most <= pixels) return;
  throw new RecipeError(
    `XYMasking: ${name} reaches to ${most} pixels, but the ${side} of the image is ${pixels}; ` +
      `lower ${name}, or resize the image before`,
  );
}

/** Beginning and end of each strip. */
function drawStrips(count: Range, length: Range, side: number, random: Random): Range[] {
  return Array.from({ length: random.integer(...count) }, () => {
    const long = random.integer(...length);
    const start = wholeAt(random.uniform(0, 1), 0, side - long);
    return [start, start + long];
  });
}
