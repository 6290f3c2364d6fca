import * as z from 'zod';
import { besselJ1 } from '../../math.js';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';
import { squareKernel, weightsAround, withSumOne } from './kernel-weights.js';

export const ringingOvershoot = defineTransform({
  name: 'RingingOvershoot',
  group: 'pixel',
  summary: 'Removes fine detail by a sharp low-pass filter, which leaves rings beside edges.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .prefault([7, 15])
      .describe('Size of the kernel in pixels; even sizes are raised by 1, and the smallest is 3.'),
    cutoff: range({ min: 0, max: Math.PI })
      .prefault([Math.PI / 4, Math.PI / 2])
      .describe('The highest frequency that is kept, in radians a pixel; π keeps all.'),
  }),
  sample(parameters, random) {
    const size = drawKernelSize(parameters.blur_limit, random);
    const cutoff = random.uniform(...parameters.cutoff);
    return { sampled: { size, cutoff }, operations: [squareKernel(withSumOne(lowPass(size, cutoff)))] };
  },
});

/** The ideal circular low-pass filter, c J₁(cr) / 2πr, cut to the size, but for a factor. */
function lowPass(size: number, cutoff: number): number[] {
  return weightsAround(size, (x, y) => {
    const angle = cutoff * Math.sqrt(x * x + y * y);
    return angle === 0 ? 1 / 2 : besselJ1(angle) / angle;
  });
}
