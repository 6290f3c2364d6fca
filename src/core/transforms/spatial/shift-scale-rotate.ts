import * as z from 'zod';
import { rotateMethod, symmetricRange, truncate, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { antialias } from './antialias.js';
import { affineMatrix } from './affine.js';
import { warp } from './matrices.js';

const shift = symmetricRange({ min: -1, max: 1 });

export const shiftScaleRotate = defineTransform({
  name: 'ShiftScaleRotate',
  group: 'spatial',
  summary:
    'Scales, rotates and shifts the image about its centre. The scales of x and y are drawn separately, as in Albumentations.',
  p: 0.5,
  schema: z.object({
    shift_limit: shift.prefault([-0.0625, 0.0625]).describe('Shift as a fraction of the width and height.'),
    scale_limit: symmetricRange()
      .refine(([low]) => low > -1, 'must stay above -1: at -1 the image has no size')
      .prefault([-0.1, 0.1])
      .describe('Difference of the factor from 1; 0.1 enlarges by 10 %.'),
    rotate_limit: symmetricRange().prefault([-45, 45]).describe('Angle in degrees, counter-clockwise.'),
    ...warpParameters,
    antialias,
    shift_limit_x: shift.nullable().prefault(null).describe('Horizontal shift, in place of `shift_limit`.'),
    shift_limit_y: shift.nullable().prefault(null).describe('Vertical shift, in place of `shift_limit`.'),
    rotate_method: rotateMethod,
  }),
  sample(parameters, random, { width, height }) {
    const { shift_limit, shift_limit_x, shift_limit_y, scale_limit, rotate_limit } = parameters;
    const translate = {
      x: truncate(random.uniform(...(shift_limit_x ?? shift_limit)) * width),
      y: truncate(random.uniform(...(shift_limit_y ?? shift_limit)) * height),
    };
    const scale = { x: 1 + random.uniform(...scale_limit), y: 1 + random.uniform(...scale_limit) };
    const rotate = random.uniform(...rotate_limit);
    const frame = { width, height };
    const matrix = affineMatrix({ translate, shear: { x: 0, y: 0 }, scale, rotate }, frame);
    return { sampled: { translate, scale, rotate }, operations: warp(matrix, frame, frame, parameters) };
  },
});
