import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const imageCompression = defineTransform({
  name: 'ImageCompression',
  group: 'pixel',
  summary:
    'Leaves the traces of a lossy encoder. The default quality, 99–100, is upstream’s and next to nothing: give your own.',
  p: 0.5,
  schema: z.object({
    compression_type: z.enum(['jpeg', 'webp']).prefault('jpeg'),
    quality_range: range({ min: 1, max: 100, whole: true }).prefault([99, 100]),
  }),
  sample(parameters, random) {
    const quality = random.integer(...parameters.quality_range);
    return {
      sampled: { quality },
      operations: [{ kind: 'recode', format: parameters.compression_type, quality }],
    };
  },
});
