import { defineTransform } from '../transform.js';
import { hasOneSize, maxSizeSchema, sampleMaxSize } from './max-size.js';

export const smallestMaxSize = defineTransform({
  name: 'SmallestMaxSize',
  group: 'spatial',
  summary:
    'Scales the image so that its shorter side becomes `max_size`, or so that it just covers `max_size_hw`.',
  p: 1,
  deterministic: hasOneSize,
  schema: maxSizeSchema,
  sample: (parameters, random, scene) => sampleMaxSize(parameters, random, scene, Math.min, Math.max),
});
