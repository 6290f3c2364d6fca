import * as z from 'zod';
import { rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { gaussianWeights } from './gaussian-weights.js';
import { squareKernel, weightsAround } from './kernel-weights.js';

/** The kernel of a small disc is as large as that of this radius. */
const SMALLEST_REACH = 8;

export const defocus = defineTransform({
  name: 'Defocus',
  group: 'pixel',
  summary: 'Blurs the image as a lens out of focus does: each point becomes a disc.',
  p: 0.5,
  schema: z.object({
    radius: rangeFrom(1, { min: 1, whole: true }).prefault([3, 10]).describe('Radius of the disc in pixels.'),
    alias_blur: rangeFrom(0, { min: 0 })
      .prefault([0.1, 0.5])
      .describe('Standard deviation of the Gaussian blur of its edge, in pixels; 0 leaves it sharp.'),
  }),
  sample(parameters, random) {
    const radius = random.integer(...parameters.radius);
    const alias_blur = random.uniform(...parameters.alias_blur);
    return { sampled: { radius, alias_blur }, operations: [squareKernel(blurredDisc(radius, alias_blur))] };
  },
});

/**
 * A disc with the sum 1, blurred as OpenCV blurs images: beyond the edge of its square it is reflected. Of a disc that
 * touches the edge the sum grows by up to 1 %, and the image becomes brighter, as in Albumentations.
 */
function blurredDisc(radius: number, sigma: number): number[] {
  const reach = Math.max(SMALLEST_REACH, radius);
  const size = 2 * reach + 1;
  const reflected = (at: number) => (Math.abs(at) > reach ? 2 * reach - Math.abs(at) : at);
  const discAt = (x: number, y: number) => (reflected(x) ** 2 + reflected(y) ** 2 <= radius ** 2 ? 1 : 0);
  const area = weightsAround(size, discAt).filter((inside) => inside === 1).length;
  const taps = gaussianWeights(sigma, radius <= SMALLEST_REACH ? 3 : 5);
  const middle = (taps.length - 1) / 2;
  return weightsAround(size, (x, y) => {
    const rows = taps.map((_, j) =>
      taps.reduce((sum, weight, i) => sum + weight * discAt(x + i - middle, y + j - middle), 0),
    );
    return taps.reduce((sum, weight, j) => sum + weight * rows[j]!, 0) / area;
  });
}
