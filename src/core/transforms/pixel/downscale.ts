import * as z from 'zod';
import { NOTHING, range, resizeInterpolation } from '../parameters.js';
import { scaledFrame } from '../spatial/resizing.js';
import { defineTransform } from '../transform.js';

export const downscale = defineTransform({
  name: 'Downscale',
  group: 'pixel',
  summary: 'Makes the image smaller and as large again, so that details are lost. Labels keep theirs.',
  p: 0.5,
  schema: z.object({
    scale_range: range({ min: 0, max: 1 })
      .prefault([0.25, 0.25])
      .describe('Size of the small image, as a fraction of the size of the image.'),
    interpolation_pair: z
      .object({
        downscale: resizeInterpolation.prefault('nearest').describe('How the image is made smaller.'),
        upscale: resizeInterpolation.prefault('nearest').describe('How it is made large again.'),
      })
      .prefault({})
      .describe('How pixels are interpolated: `downscale` and `upscale`.'),
  }),
  sample({ scale_range, interpolation_pair }, random, scene) {
    const scale = random.uniform(...scale_range);
    const small = scaledFrame(scene, scale);
    const { downscale: down, upscale: up } = interpolation_pair;
    const isSame = small.width === scene.width && small.height === scene.height;
    return {
      sampled: { scale },
      operations: isSame ? NOTHING : [{ kind: 'coarsen', ...small, down, up }],
    };
  },
});
