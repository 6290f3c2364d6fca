import { defineTransform } from '../transform.js';
import { sampleSizedCrop, sizedCropSchema } from './cropping.js';

export const centerCrop = defineTransform({
  name: 'CenterCrop',
  group: 'spatial',
  summary: 'Crops `height` × `width` pixels from the centre of the image.',
  p: 1,
  deterministic: ({ pad_position }) => pad_position !== 'random',
  schema: sizedCropSchema,
  sample: (parameters, random, scene) =>
    sampleSizedCrop('CenterCrop', parameters, random, scene, (slack) => ({
      x: Math.floor(slack.x / 2),
      y: Math.floor(slack.y / 2),
    })),
});
