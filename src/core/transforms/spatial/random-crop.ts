import { defineTransform } from '../transform.js';
import { sampleSizedCrop, sizedCropSchema } from './cropping.js';

export const randomCrop = defineTransform({
  name: 'RandomCrop',
  group: 'spatial',
  summary: 'Crops `height` × `width` pixels at a random position.',
  p: 1,
  schema: sizedCropSchema,
  sample: (parameters, random, scene) =>
    sampleSizedCrop('RandomCrop', parameters, random, scene, (slack) => {
      const y = Math.floor(random.uniform(0, 1) * (slack.y + 1));
      const x = Math.floor(random.uniform(0, 1) * (slack.x + 1));
      return { x, y };
    }),
});
