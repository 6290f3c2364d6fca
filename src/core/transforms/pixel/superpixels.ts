import * as z from 'zod';
import { NOTHING, rangeFrom, resizeInterpolation } from '../parameters.js';
import { truncatedFrame } from '../spatial/resizing.js';
import { defineTransform } from '../transform.js';

export const superpixels = defineTransform({
  name: 'Superpixels',
  group: 'pixel',
  summary: 'Gives some superpixels, regions of similar colours, their mean colour.',
  p: 0.5,
  schema: z.object({
    p_replace: rangeFrom(0, { min: 0, max: 1 })
      .prefault([0, 0.1])
      .describe('Probability with which each superpixel is replaced; a number means from 0 to it.'),
    n_segments: rangeFrom(1, { min: 1, whole: true })
      .prefault([100, 100])
      .describe('About so many superpixels there are; a number means from 1 to it.'),
    max_size: z
      .int()
      .min(1)
      .nullable()
      .prefault(128)
      .describe(
        'A larger image is scaled to this longer side, in which superpixels are found, and back: all of it becomes coarser, unless none is replaced. null: it keeps its size.',
      ),
    interpolation: resizeInterpolation.prefault('linear').describe('How pixels are interpolated then.'),
  }),
  sample({ p_replace, n_segments, max_size, interpolation: filter }, random, scene) {
    const count = random.integer(...n_segments);
    const share = random.uniform(...p_replace);
    const seed = random.seed();
    const longer = Math.max(scene.width, scene.height);
    const scale = max_size === null ? 1 : Math.min(1, max_size / longer);
    const operation = { kind: 'superpixels', count, share, seed, filter } as const;
    return {
      sampled: { n_segments: count, p_replace: share },
      operations: share === 0 ? NOTHING : [{ ...operation, ...truncatedFrame(scene, scale) }],
    };
  },
});
