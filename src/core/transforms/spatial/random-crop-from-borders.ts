import * as z from 'zod';
import { wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';

function most(where: string) {
  return z
    .number()
    .min(0)
    .max(1)
    .prefault(0.1)
    .describe(`Most that is cut off ${where}, as a fraction of the side.`);
}

export const randomCropFromBorders = defineTransform({
  name: 'RandomCropFromBorders',
  group: 'spatial',
  summary: 'Cuts a random number of pixels off each side.',
  p: 1,
  schema: z
    .object({
      crop_left: most('at the left'),
      crop_right: most('at the right'),
      crop_top: most('at the top'),
      crop_bottom: most('at the bottom'),
    })
    .refine(({ crop_left, crop_right }) => crop_left + crop_right <= 1, {
      message: 'crop_left and crop_right must not exceed 1 together',
      path: ['crop_right'],
    })
    .refine(({ crop_top, crop_bottom }) => crop_top + crop_bottom <= 1, {
      message: 'crop_top and crop_bottom must not exceed 1 together',
      path: ['crop_bottom'],
    }),
  sample({ crop_left, crop_right, crop_top, crop_bottom }, random, frame) {
    const draw = (before: number, after: number, side: number) =>
      drawSpan([before, after], [random.uniform(0, 1), random.uniform(0, 1)], side);
    const [x, width] = draw(crop_left, crop_right, frame.width);
    const [y, height] = draw(crop_top, crop_bottom, frame.height);
    const rectangle = { x, y, width, height };
    return { sampled: rectangle, operations: showing(rectangle, frame) };
  },
});

type Pair = readonly [number, number];

/** Where the rest of a side begins, and its length: at least one pixel. */
function drawSpan([before, after]: Pair, [first, second]: Pair, side: number): Pair {
  const start = wholeAt(first, 0, Math.min(Math.trunc(before * side), side - 1));
  const end = wholeAt(second, Math.max(start + 1, Math.trunc((1 - after) * side)), side);
  return [start, end - start];
}
