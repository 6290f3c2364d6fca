import { defineTransform } from '../transform.js';
import { hasOneSize, maxSizeSchema, sampleMaxSize } from './max-size.js';

export const longestMaxSize = defineTransform({
  name: 'LongestMaxSize',
  group: 'spatial',
  summary:
    'Scales the image so that its longer side becomes `max_size`, or so that it just fits into `max_size_hw`.',
  p: 1,
  deterministic: hasOneSize,
  schema: maxSizeSchema,
  sample: (parameters, random, scene) => sampleMaxSize(parameters, random, scene, Math.max, Math.min),
});
