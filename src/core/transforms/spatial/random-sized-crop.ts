import * as z from 'zod';
import { range, resizeParameters, side } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { placed, showing } from './cropping.js';
import { resize } from './resizing.js';

export const randomSizedCrop = defineTransform({
  name: 'RandomSizedCrop',
  group: 'spatial',
  summary: 'Crops a part of random height at a random position, and resizes it to `size`.',
  p: 1,
  schema: z.object({
    min_max_height: range({ min: 1, whole: true }).describe(
      'Height of the crop in pixels. A crop that is larger than the image is reduced to it, each side for itself.',
    ),
    size: z.tuple([side, side]).describe('Size of the result, (height, width).'),
    w2h_ratio: z.number().gt(0).prefault(1).describe('Width of the crop divided by its height.'),
    ...resizeParameters,
  }),
  sample(parameters, random, scene) {
    const { min_max_height, w2h_ratio, size } = parameters;
    const drawn = random.integer(...min_max_height);
    const height = Math.min(drawn, scene.height);
    const width = Math.min(Math.max(1, Math.trunc(drawn * w2h_ratio)), scene.width);
    const rectangle = placed({ width, height }, scene, random);
    const to = { width: size[1], height: size[0] };
    const shrinks = width > to.width || height > to.height;
    return {
      sampled: { ...rectangle },
      operations: [...showing(rectangle, scene), ...resize(rectangle, to, parameters, shrinks)],
    };
  },
});
