import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';
import { drawSafeRectangle, erosionRate } from './safe-rectangle.js';

export const bboxSafeRandomCrop = defineTransform({
  name: 'BBoxSafeRandomCrop',
  group: 'spatial',
  summary: 'Crops a random part that contains all objects. A single object is never cut.',
  p: 1,
  schema: z.object({ erosion_rate: erosionRate }),
  sample({ erosion_rate }, random, scene) {
    const rectangle = drawSafeRectangle(erosion_rate, random, scene);
    return { sampled: { ...rectangle }, operations: showing(rectangle, scene) };
  },
});
