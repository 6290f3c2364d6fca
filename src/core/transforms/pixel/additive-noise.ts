import * as z from 'zod';
import type { NoiseOperation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { QUANTILES, betaQuantiles, laplaceQuantiles } from '../../quantiles.js';
import { NOTHING, range, truncate } from '../parameters.js';
import { defineTransform } from '../transform.js';

const LEVELS = 255;
const CHANNELS = 3;
/** Noise of one pixel, enlarged to the image. */
const COARSEST = 1e-6;

const centred = range({ min: -1, max: 1 });
const share = range({ min: 0, max: 1 });
const shape = range({ max: 100 }).refine(([low]) => low > 0, 'both numbers must be above 0');

/** What each distribution needs. */
const NOISE_PARAMETERS = {
  uniform: z.strictObject({ ranges: z.array(centred).min(1) }),
  gaussian: z.strictObject({ mean_range: centred, std_range: share }),
  laplace: z.strictObject({ mean_range: centred, scale_range: share }),
  beta: z.strictObject({ alpha_range: shape, beta_range: shape, scale_range: share }),
};
type NoiseType = keyof typeof NOISE_PARAMETERS;
type NoiseParameters = { readonly [Type in NoiseType]: z.output<(typeof NOISE_PARAMETERS)[Type]> };

const DEFAULTS: NoiseParameters = {
  uniform: { ranges: [[-0.1, 0.1]] },
  gaussian: { mean_range: [0, 0], std_range: [0.05, 0.15] },
  laplace: { mean_range: [0, 0], scale_range: [0.05, 0.15] },
  beta: { alpha_range: [0.5, 1.5], beta_range: [0.5, 1.5], scale_range: [0.1, 0.3] },
};

const schema = z
  .object({
    noise_type: z
      .enum(['uniform', 'gaussian', 'laplace', 'beta'])
      .prefault('uniform')
      .describe('Distribution of the noise.'),
    spatial_mode: z
      .enum(['constant', 'per_pixel', 'shared'])
      .prefault('constant')
      .describe(
        '`constant`: one number for each channel; `per_pixel`: one for each sample; `shared`: one for each pixel. A grey image gets the number of red.',
      ),
    noise_params: z
      .union(Object.values(NOISE_PARAMETERS))
      .nullable()
      .prefault(null)
      .describe(
        'Parameters of the distribution, as fractions of 255: `ranges` (uniform; with `constant` one for each channel, or one for all), `mean_range` and `std_range` (gaussian), `mean_range` and `scale_range` (laplace), `alpha_range`, `beta_range` and `scale_range` (beta). ' +
          'null: ranges [[-0.1, 0.1]], means 0, std and scale [0.05, 0.15], for beta alpha and beta [0.5, 1.5] and scale [0.1, 0.3].',
      ),
    approximation: z
      .number()
      .min(0)
      .max(1)
      .prefault(1)
      .describe('Resolution of the noise, except `constant`; below 1, the grain is coarser.'),
  })
  .superRefine(({ noise_type, noise_params, spatial_mode }, context) => {
    if (noise_params === null) return;
    if (!NOISE_PARAMETERS[noise_type].safeParse(noise_params).success) {
      const names = Object.keys(NOISE_PARAMETERS[noise_type].shape).join(', ');
      context.addIssue({
        code: 'custom',
        path: ['noise_params'],
        message: `${noise_type} noise needs ${names}`,
      });
    } else if ('ranges' in noise_params && spatial_mode === 'constant' && noise_params.ranges.length === 2) {
      const message = 'give one range for all channels, or one for each of the three';
      context.addIssue({ code: 'custom', path: ['noise_params', 'ranges'], message });
    }
  });

/** A distribution with its parameters drawn, as fractions of 255. */
type Drawn =
  | { readonly type: 'uniform'; readonly ranges: NoiseParameters['uniform']['ranges'] }
  | { readonly type: 'gaussian'; readonly mean: number; readonly std: number }
  | { readonly type: 'laplace'; readonly mean: number; readonly scale: number }
  | { readonly type: 'beta'; readonly alpha: number; readonly beta: number; readonly scale: number };

export const additiveNoise = defineTransform({
  name: 'AdditiveNoise',
  group: 'pixel',
  summary: 'Adds noise of a chosen distribution: to whole channels, to samples, or to pixels.',
  p: 0.5,
  schema,
  sample({ noise_type, spatial_mode, noise_params, approximation }, random) {
    const drawn = drawParameters(
      { ...DEFAULTS, ...(noise_params && { [noise_type]: noise_params }) },
      noise_type,
      random,
    );
    if (spatial_mode === 'constant') {
      const values = drawConstants(drawn, random);
      const offset = values.map((value) => truncate(value * LEVELS));
      return {
        sampled: { values },
        operations: offset.every((value) => value === 0)
          ? NOTHING
          : [{ kind: 'table', form: 'linear', scale: [1], offset }],
      };
    }
    const field = {
      perChannel: spatial_mode === 'per_pixel',
      scale: Math.max(COARSEST, approximation),
      seed: random.seed(),
    };
    const { type, ...values } = drawn;
    return { sampled: { noise_type: type, ...values }, operations: [noiseOf(drawn, field)] };
  },
});

function drawParameters(parameters: NoiseParameters, type: NoiseType, random: Random): Drawn {
  switch (type) {
    case 'uniform':
      return { type, ranges: parameters.uniform.ranges };
    case 'gaussian': {
      const mean = random.uniform(...parameters.gaussian.mean_range);
      return { type, mean, std: random.uniform(...parameters.gaussian.std_range) };
    }
    case 'laplace': {
      const mean = random.uniform(...parameters.laplace.mean_range);
      return { type, mean, scale: random.uniform(...parameters.laplace.scale_range) };
    }
    case 'beta': {
      const alpha = random.uniform(...parameters.beta.alpha_range);
      const beta = random.uniform(...parameters.beta.beta_range);
      return { type, alpha, beta, scale: random.uniform(...parameters.beta.scale_range) };
    }
  }
}

/** A number for each channel. */
function drawConstants(drawn: Drawn, random: Random): number[] {
  const draw = constantsOf(drawn, random);
  return Array.from({ length: CHANNELS }, (_, channel) => draw(channel));
}

function constantsOf(drawn: Drawn, random: Random): (channel: number) => number {
  const oneOf = (quantiles: Float64Array): number => quantiles[random.integer(0, QUANTILES - 1)]!;
  switch (drawn.type) {
    case 'uniform':
      return (channel) => random.uniform(...(drawn.ranges[channel] ?? drawn.ranges[0]!));
    case 'gaussian':
      return () => random.normal(drawn.mean, drawn.std);
    case 'laplace': {
      const quantiles = laplaceQuantiles();
      return () => drawn.mean + drawn.scale * oneOf(quantiles);
    }
    case 'beta': {
      const quantiles = betaQuantiles(drawn.alpha, drawn.beta);
      return () => (2 * oneOf(quantiles) - 1) * drawn.scale;
    }
  }
}

function noiseOf(
  drawn: Drawn,
  field: Pick<Extract<NoiseOperation, { distribution: 'gaussian' }>, 'perChannel' | 'scale' | 'seed'>,
): NoiseOperation {
  const common = { kind: 'noise', effect: 'add', ...field } as const;
  switch (drawn.type) {
    case 'uniform': {
      const [low, high] = drawn.ranges[0]!;
      return { ...common, distribution: 'uniform', low: low * LEVELS, high: high * LEVELS };
    }
    case 'gaussian':
      return {
        kind: 'noise',
        distribution: 'gaussian',
        mean: drawn.mean * LEVELS,
        std: drawn.std * LEVELS,
        ...field,
      };
    case 'laplace':
      return { ...common, distribution: 'laplace', mean: drawn.mean * LEVELS, spread: drawn.scale * LEVELS };
    case 'beta': {
      const { alpha, beta, scale } = drawn;
      return { ...common, distribution: 'beta', alpha, beta, spread: scale * LEVELS };
    }
  }
}
