import * as z from 'zod';
import { resizeParameters, side } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';
import { resize } from './resizing.js';
import { drawSafeRectangle, erosionRate } from './safe-rectangle.js';

const { interpolation, mask_interpolation } = resizeParameters;

export const randomSizedBBoxSafeCrop = defineTransform({
  name: 'RandomSizedBBoxSafeCrop',
  group: 'spatial',
  summary:
    'Crops a random part that contains all objects, as BBoxSafeRandomCrop does, and resizes it to `height` × `width` pixels.',
  p: 1,
  schema: z.object({
    height: side.describe('Height of the result in pixels.'),
    width: side.describe('Width of the result in pixels.'),
    erosion_rate: erosionRate,
    interpolation,
    mask_interpolation,
  }),
  sample({ erosion_rate, width, height, interpolation }, random, scene) {
    const rectangle = drawSafeRectangle(erosion_rate, random, scene);
    const resized = resize(rectangle, { width, height }, { interpolation, area_for_downscale: null }, false);
    return { sampled: { ...rectangle }, operations: [...showing(rectangle, scene), ...resized] };
  },
});
