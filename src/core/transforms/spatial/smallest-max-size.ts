import { defineTransform } from '../transform.js';
import { hasOneSize, maxSizeSchema, sampleMaxSize } from './max-size.js';

export const smallestMaxSize = defineTransform({
  name: 'SmallestMaxSize',
  group: 'spatial',
  summary:
    'Scales the picture so that its shorter side is `max_size` (one of several, if a list), or that it covers `max_size_hw`.',
  p: 1,
  deterministic: hasOneSize,
  schema: maxSizeSchema,
  sample: (parameters, random, scene) => sampleMaxSize(parameters, random, scene, Math.min, Math.max),
});
