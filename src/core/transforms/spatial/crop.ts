import * as z from 'zod';
import { edgeOf } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cropParameters, halves, placePadding, requireRoom, showing } from './cropping.js';

export const crop = defineTransform({
  name: 'Crop',
  group: 'spatial',
  summary:
    'Crops the pixels from `x_min` to `x_max` and from `y_min` to `y_max`; the maxima do not belong to the crop.',
  p: 1,
  deterministic: ({ pad_position }) => pad_position !== 'random',
  schema: z
    .object({
      x_min: z.int().min(0).prefault(0).describe('First column of the crop.'),
      y_min: z.int().min(0).prefault(0).describe('First row of the crop.'),
      x_max: z.int().min(1).prefault(1024).describe('Column after the last one of the crop.'),
      y_max: z.int().min(1).prefault(1024).describe('Row after the last one of the crop.'),
      ...cropParameters,
    })
    .refine(({ x_min, x_max }) => x_min < x_max, { message: 'must be above x_min', path: ['x_max'] })
    .refine(({ y_min, y_max }) => y_min < y_max, { message: 'must be above y_min', path: ['y_max'] }),
  sample(parameters, random, { width, height }) {
    const { x_min, y_min, x_max, y_max, pad_if_needed, pad_position } = parameters;
    const wanted = { x: x_min, y: y_min, width: x_max - x_min, height: y_max - y_min };
    if (!pad_if_needed) requireRoom('Crop', wanted, { width, height });
    const { horizontal, vertical } = placePadding(
      { horizontal: halves(Math.max(0, x_max - width)), vertical: halves(Math.max(0, y_max - height)) },
      pad_position,
      random,
    );
    const [x, y] = [x_min - horizontal[0], y_min - vertical[0]];
    return {
      sampled: { x, y },
      operations: showing({ ...wanted, x, y }, { width, height }, edgeOf(parameters)),
    };
  },
});
