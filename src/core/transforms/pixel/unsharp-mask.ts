import * as z from 'zod';
import { NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { gaussianWeights } from './gaussian-weights.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';

export const unsharpMask = defineTransform({
  name: 'UnsharpMask',
  group: 'pixel',
  summary: 'Sharpens the image where it differs from a blurred copy.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .prefault([3, 7])
      .describe('Size of the Gaussian kernel in pixels; even sizes are raised by 1, and the least is 3.'),
    sigma_limit: rangeFrom(0, { min: 0 })
      .prefault(0)
      .describe('Standard deviation of the kernel in pixels; 0 derives it from the size.'),
    alpha: rangeFrom(0, { min: 0, max: 1 })
      .prefault([0.2, 0.5])
      .describe('How much of the difference to the blurred copy is added.'),
    threshold: z
      .int()
      .min(0)
      .max(255)
      .prefault(10)
      .describe('Differences of so many levels or less are left as they are.'),
  }),
  sample({ blur_limit, sigma_limit, alpha, threshold }, random) {
    const size = drawKernelSize(blur_limit, random);
    const sigma = random.uniform(...sigma_limit);
    const amount = random.uniform(...alpha);
    const weights = kernelOf(size, sigma);
    return {
      sampled: { size, sigma, alpha: amount },
      operations:
        amount === 0 ? NOTHING : [{ kind: 'convolve', form: 'unsharp', weights, amount, threshold }],
    };
  },
});

/** OpenCV's kernels of a size without a sigma, in 1/256. */
const GIVEN: Readonly<Record<number, readonly number[]>> = {
  3: [64, 128, 64],
  5: [16, 64, 96, 64, 16],
  7: [8, 28, 56, 72, 56, 28, 8],
};

function kernelOf(size: number, sigma: number): number[] {
  if (sigma > 0) return gaussianWeights(sigma, size);
  const given = GIVEN[size];
  if (given) return given.map((weight) => weight / 256);
  return gaussianWeights(0.3 * ((size - 1) / 2 - 1) + 0.8, size);
}
