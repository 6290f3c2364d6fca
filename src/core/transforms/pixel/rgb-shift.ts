import * as z from 'zod';
import { NOTHING, symmetricRange, truncate, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';

const LIMIT =
  'in levels; a range whose numbers are at most 1 is in units of 255 levels. The shift is rounded towards 0.';
const shift = symmetricRange({ min: -255, max: 255 }).prefault([-20, 20]);

export const rgbShift = defineTransform({
  name: 'RGBShift',
  group: 'pixel',
  summary: 'Adds a number to each channel. Grey images get that of red.',
  p: 0.5,
  whyNotOnPlanes: () => 'it has a shift for each of red, green and blue',
  schema: z.object({
    r_shift_limit: shift.describe(`Shift of red ${LIMIT}`),
    g_shift_limit: shift.describe(`Shift of green ${LIMIT}`),
    b_shift_limit: shift.describe(`Shift of blue ${LIMIT}`),
  }),
  sample({ r_shift_limit, g_shift_limit, b_shift_limit }, random) {
    const [r, g, b] = [r_shift_limit, g_shift_limit, b_shift_limit].map((limit) =>
      truncate(random.uniform(...inLevels(limit))),
    ) as [number, number, number];
    const offset = [r, g, b];
    return {
      sampled: { r, g, b },
      operations: offset.every((value) => value === 0)
        ? NOTHING
        : [{ kind: 'table', form: 'linear', scale: [1], offset }],
    };
  },
});

function inLevels([low, high]: Range): Range {
  return Math.max(Math.abs(low), Math.abs(high)) > 1 ? [low, high] : [low * 255, high * 255];
}
