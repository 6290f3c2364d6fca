import * as z from 'zod';
import { exp, log } from '../../math.js';
import type { Frame } from '../../geometry/types.js';
import { warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { KEYPOINTS_ARE_EXACT, remap } from './remap.js';

const strength = z.number().min(0);

const schema = z.object({
  alpha: z
    .union([strength, z.tuple([strength, strength])])
    .prefault(1)
    .describe(
      'Strength, or one along x and one along y: the random numbers, which lie within −1 and 1, are smoothed and multiplied by it. Smoothing makes them small: with the defaults nothing moves visibly; `alpha: 300` with `sigma: 10` moves pixels by about 2 pixels.',
    ),
  alpha_unit: z
    .enum(['pixel', 'torchvision'])
    .prefault('pixel')
    .describe(
      'What `alpha` counts: pixels; or as in torchvision, along x width / (2 · height) of a pixel, and along y height / (2 · width).',
    ),
  sigma: z
    .number()
    .min(1)
    .prefault(50)
    .describe('Standard deviation of the Gaussian that smooths the random numbers, in pixels.'),
  ...warpParameters,
  approximate: z
    .boolean()
    .prefault(false)
    .describe('Whether the smoothing ends after 8 pixels, which makes large fields rougher and stronger.'),
  same_dxdy: z.boolean().prefault(false).describe('Whether both axes are displaced alike.'),
  noise_distribution: z
    .enum(['gaussian', 'uniform'])
    .prefault('gaussian')
    .describe('Law of the random numbers. Uniform ones are stronger.'),
});
type ElasticParameters = z.output<typeof schema>;

export const elasticTransform = defineTransform({
  name: 'ElasticTransform',
  group: 'spatial',
  summary: 'Moves pixels by a smooth random field, as if the image were printed on rubber.',
  p: 0.5,
  schema,
  refused: KEYPOINTS_ARE_EXACT,
  sample(parameters, random, frame) {
    const seed = random.seed();
    const { same_dxdy: same, noise_distribution } = parameters;
    const { spread, gain } = smoothing(parameters.sigma, parameters.approximate);
    const noise = noise_distribution === 'uniform' ? 1 / Math.sqrt(3) : 1 / greatestOf(draws(frame, same));
    const [std, stdY] = strengths(parameters, frame).map((alpha) => alpha * noise * gain) as [number, number];
    const field = { sigma: spread, std, ...(stdY !== std && { stdY }) };
    return {
      sampled: { ...field, seed: [...seed] },
      operations: remap({ form: 'random', ...field, same, seed }, parameters),
    };
  },
});

/** Along x and y, in pixels. torchvision divides displacements along x by the height, and counts them in halves of the width; likewise those along y. */
function strengths({ alpha, alpha_unit }: ElasticParameters, { width, height }: Frame): readonly number[] {
  const [x, y] = typeof alpha === 'number' ? [alpha, alpha] : alpha;
  return alpha_unit === 'pixel' ? [x, y] : [(x * width) / (2 * height), (y * height) / (2 * width)];
}

interface Smoothing {
  /** Standard deviation of the weights, in pixels. */
  readonly spread: number;
  /** Of white noise of standard deviation 1, smoothed along both axes. */
  readonly gain: number;
}

const APPROXIMATE_RADIUS = 8;

/** OpenCV's Gaussian of floats: its weights end after four standard deviations. */
function smoothing(sigma: number, approximate: boolean): Smoothing {
  const radius = approximate ? APPROXIMATE_RADIUS : Math.floor((Math.round(8 * sigma + 1) | 1) / 2);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    exp((-(i - radius) * (i - radius)) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const variance = shares.reduce((sum, share, i) => sum + share * (i - radius) * (i - radius), 0);
  return {
    spread: Math.max(1, Math.sqrt(variance)),
    gain: shares.reduce((sum, share) => sum + share * share, 0),
  };
}

function draws({ width, height }: Frame, same: boolean): number {
  return (same ? 1 : 2) * width * height;
}

const EULER = 0.5772156649;
const FOUR_PI = 12.566370614359172;

/**
 * The greatest magnitude to be expected among normal numbers, by which Albumentations divides its draws (the mean of
 * Gumbel's law, to which maxima tend).
 */
function greatestOf(count: number): number {
  const scale = Math.sqrt(2 * log(2 * Math.max(2, count)));
  return scale - (log(scale * scale * 0.5) + log(FOUR_PI)) / (2 * scale) + EULER / scale;
}
