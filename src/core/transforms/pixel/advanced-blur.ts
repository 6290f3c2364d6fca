import * as z from 'zod';
import { exp, pow } from '../../math.js';
import { rangeFrom, symmetricRange, type Range } from '../parameters.js';
import { sineAndCosine } from '../spatial/matrices.js';
import { defineTransform } from '../transform.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';
import { squareKernel, weightsAround, withSumOne } from './kernel-weights.js';

const aboveZero = ([, high]: Range) => high > 0;
const positive = rangeFrom(0, { min: 0 }).refine(aboveZero, 'the larger number must be above 0');

export const advancedBlur = defineTransform({
  name: 'AdvancedBlur',
  group: 'pixel',
  summary:
    'Blurs the image by a generalized Gaussian kernel: longer in one direction, turned, flat or pointed, with noise in its weights.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .prefault([3, 7])
      .describe('Size of the kernel in pixels; even sizes are raised by 1, and the smallest is 3.'),
    sigma_x_limit: positive
      .prefault([0.2, 1])
      .describe('Standard deviation along the first axis, in pixels.'),
    sigma_y_limit: positive
      .prefault([0.2, 1])
      .describe('Standard deviation along the second axis, in pixels.'),
    rotate_limit: symmetricRange()
      .prefault([-90, 90])
      .describe('Angle of the first axis in degrees, clockwise.'),
    beta_limit: rangeFrom(0, { min: 0 })
      .refine(([low, high]) => low < 1 && high > 1, 'the range must include 1')
      .prefault([0.5, 8])
      .describe('Shape: 1 is Gaussian, less is pointed, more is flat. Above and below 1 are equally likely.'),
    noise_limit: positive.prefault([0.9, 1.1]).describe('A factor, drawn for each weight of the kernel.'),
  }),
  sample(parameters, random) {
    const size = drawKernelSize(parameters.blur_limit, random);
    const sigma_x = random.uniform(...parameters.sigma_x_limit);
    const sigma_y = random.uniform(...parameters.sigma_y_limit);
    const angle = random.uniform(...parameters.rotate_limit);
    const [pointed, flat] = parameters.beta_limit;
    const beta = random.chance(0.5) ? random.uniform(pointed, 1) : random.uniform(1, flat);
    const [sine, cosine] = sineAndCosine(angle);
    const weights = weightsAround(size, (x, y) => {
      const along = (cosine * x + sine * y) / sigma_x;
      const across = (cosine * y - sine * x) / sigma_y;
      const height = exp(-0.5 * pow(along * along + across * across, beta));
      return height * random.uniform(...parameters.noise_limit);
    });
    return {
      sampled: { size, sigma_x, sigma_y, angle, beta },
      operations: [squareKernel(withSumOne(weights))],
    };
  },
});
