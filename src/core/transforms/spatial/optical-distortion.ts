import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import type { RemapField } from '../../plan/operations.js';
import { symmetricRange, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { KEYPOINTS_ARE_EXACT, remap } from './remap.js';

export const opticalDistortion = defineTransform({
  name: 'OpticalDistortion',
  group: 'spatial',
  summary: 'Distorts the image as a lens does: from its centre, as a barrel or a pincushion.',
  p: 0.5,
  schema: z.object({
    distort_limit: symmetricRange()
      .prefault([-0.05, 0.05])
      .describe('Coefficient k. Above 0 shows more of the image towards its edges, below 0 less.'),
    ...warpParameters,
    mode: z
      .enum(['camera', 'fisheye'])
      .prefault('camera')
      .describe(
        'What is shown at the radius r. `camera`: r (1 + k r² + k r⁴), with r in widths and heights of the image; `fisheye`: r (1 + k r²), with r in half diagonals.',
      ),
  }),
  refused: KEYPOINTS_ARE_EXACT,
  sample(parameters, random, { width, height }) {
    const k = random.uniform(...parameters.distort_limit);
    return { sampled: { k }, operations: remap(lens(parameters.mode, k, { width, height }), parameters) };
  },
});

function lens(mode: 'camera' | 'fisheye', k: number, { width, height }: Frame): RemapField {
  const radius = Math.sqrt(width * width + height * height) / 2;
  return mode === 'camera'
    ? { form: 'lens', unit: [width, height], k: [k, k] }
    : { form: 'lens', unit: [radius, radius], k: [k, 0] };
}
