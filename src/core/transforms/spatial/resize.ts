import * as z from 'zod';
import { resizeParameters, side } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { resize as resizeTo } from './resizing.js';

export const resize = defineTransform({
  name: 'Resize',
  group: 'spatial',
  summary: 'Resizes the image to `height` × `width` pixels, without keeping its proportions.',
  p: 1,
  deterministic: () => true,
  schema: z.object({
    height: side.describe('Height of the result in pixels.'),
    width: side.describe('Width of the result in pixels.'),
    ...resizeParameters,
  }),
  sample(parameters, _random, scene) {
    const to = { width: parameters.width, height: parameters.height };
    const shrinks = to.width < scene.width || to.height < scene.height;
    return { sampled: to, operations: resizeTo(scene, to, parameters, shrinks) };
  },
});
