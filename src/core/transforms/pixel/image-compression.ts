import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const imageCompression = defineTransform({
  name: 'ImageCompression',
  group: 'pixel',
  summary:
    'Encodes the image as JPEG and decodes it again, for the artefacts of compression. The default quality is that of Albumentations and leaves almost none: choose a lower one.',
  p: 0.5,
  onlyEightBits: 'JPEG has no more',
  whyNotOnPlanes: () => 'JPEG has no planes',
  schema: z.object({
    compression_type: z
      .enum(['jpeg', 'jpg'], { error: 'expected jpeg: compression to webp is not supported' })
      .transform(() => 'jpeg' as const)
      .prefault('jpeg')
      .describe('The encoder.'),
    quality_range: range({ min: 1, max: 100, whole: true })
      .prefault([99, 100])
      .describe('Quality of the encoder, 1–100; low values leave many artefacts.'),
  }),
  sample(parameters, random) {
    const quality = random.integer(...parameters.quality_range);
    return {
      sampled: { quality },
      operations: [{ kind: 'recode', format: parameters.compression_type, quality }],
    };
  },
});
