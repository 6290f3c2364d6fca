import * as z from 'zod';
import type { Colour, CompositeOperation, UnmixedOperation, Seed } from '../../plan/operations.js';
import { colour, NOTHING, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over, smoothed } from './layers.js';
import { levelTable } from './level-table.js';

const shares = { min: 0, max: 1 };
const COLOURS = { rain: [238, 238, 175], mud: [20, 42, 63] } as const;

/**
 * mud: as in Albumentations. rain: drops are shaded by the height of the field above the threshold, where Albumentations takes the
 * distance to edges by Canny's method, equalized over the image; their share, colour and brightness are its, within a fifth.
 */
export const spatter = defineTransform({
  name: 'Spatter',
  group: 'pixel',
  summary: 'Spatters drops of rain or mud over the lens.',
  p: 0.5,
  schema: z.object({
    mean: rangeFrom(0, shares)
      .prefault([0.65, 0.65])
      .describe('Mean of the random field, of which what is above a threshold becomes drops.'),
    std: rangeFrom(0, shares)
      .prefault([0.3, 0.3])
      .describe('Standard deviation of the field before it is smoothed.'),
    gauss_sigma: rangeFrom(0, { min: 0, max: 100 })
      .prefault([2, 2])
      .describe('How smooth it is: the size of drops, in pixels.'),
    cutout_threshold: rangeFrom(0, shares)
      .prefault([0.68, 0.68])
      .describe('The threshold: the higher, the fewer drops.'),
    intensity: rangeFrom(0, shares).prefault([0.6, 0.6]).describe('How clearly drops can be seen.'),
    mode: z.enum(['rain', 'mud']).prefault('rain').describe('Rain adds light, mud covers.'),
    color: colour
      .nullable()
      .prefault(null)
      .describe('Colour of the drops; null: [238, 238, 175] for rain, [20, 42, 63] for mud.'),
  }),
  whyNotOnPlanes: ({ mode, color }) =>
    new Set(color ?? COLOURS[mode]).size > 1 ? 'its drops have a colour' : undefined,
  sample(parameters, random) {
    const mean = random.uniform(...parameters.mean);
    const std = random.uniform(...parameters.std);
    const threshold = random.uniform(...parameters.cutout_threshold);
    const sigma = random.uniform(...parameters.gauss_sigma);
    const intensity = random.uniform(...parameters.intensity);
    const seed = random.seed();
    const drawn = parameters.color ?? COLOURS[parameters.mode];
    const field = fieldOf((threshold - mean) / Math.max(LEAST_STD, std), sigma, seed);
    return {
      sampled: { mean, std, cutout_threshold: threshold, gauss_sigma: sigma, intensity },
      operations: intensity === 0 ? NOTHING : [drops(parameters.mode, drawn, intensity, field)],
    };
  },
});

/** A random field, smoothed, as Operations on a mask. */
interface Field {
  readonly operations: readonly UnmixedOperation[];
  /** The level from which it is part of a drop. */
  readonly threshold: number;
  readonly sigma: number;
}

const LEAST_STD = 1e-3;
const MIDDLE = 128;
/** Of the noise, in levels. */
const STD = 50;
/** At least, of the smoothed field, in levels: enough to tell what is above a threshold. */
const CONTRAST = 20;
/** What white noise of standard deviation 1 keeps, smoothed by a sigma of 1: 1 / (2 √π). */
const SMOOTHED = 0.28209479177387814;

/**
 * Smooths in two steps, and raises the contrast between them, so that little is lost by rounding.
 *  height of the threshold above the mean, in standard deviations before smoothing
 */
function fieldOf(height: number, sigma: number, seed: Seed): Field {
  const half = smoothed(sigma * Math.SQRT1_2);
  const contrast = Math.max(1, (CONTRAST * sigma) / (STD * SMOOTHED));
  return {
    operations: [
      { kind: 'noise', distribution: 'gaussian', mean: 0, std: STD, perChannel: true, scale: 1, seed },
      ...half,
      ...(contrast > 1 ? [tableOf((level) => MIDDLE + contrast * (level - MIDDLE))] : NOTHING),
      ...half,
    ],
    threshold: MIDDLE + contrast * STD * height,
    sigma,
  };
}

function drops(
  mode: keyof typeof COLOURS,
  colour: Colour,
  intensity: number,
  { operations, threshold, sigma }: Field,
): CompositeOperation {
  const inside = [...operations, tableOf((level) => (level < threshold ? 0 : 255))];
  if (mode === 'mud') {
    const mask = masked(GREY, [...inside, ...smoothed(sigma), STRETCHED]);
    return over('normal', colour, [0, intensity], mask);
  }
  const mask = masked(GREY, [
    ...operations,
    tableOf((level) => (level < threshold ? 0 : RIM + HEIGHT * (level - threshold))),
    { kind: 'convolve', form: 'full', size: 3, weights: RELIEF },
    ...smoothed(1.5, 5),
    over('multiply', [0], [1, 0], masked(GREY, inside)),
    STRETCHED,
  ]);
  return over('add', colour, [0, RAIN * intensity], mask);
}

const GREY = { form: 'even', level: MIDDLE } as const;
const STRETCHED = {
  kind: 'adaptive',
  form: 'stretch',
  curve: 'linear',
  cutoff: 0,
  ignore: [],
  rounding: 'round',
} as const;

/** Light from the upper left, as in Albumentations. */
const RELIEF = [-2, -1, 0, -1, 1, 1, 0, 1, 2];
/** How high drops are at their rim, and how steep, in levels. They look as bright as those of Albumentations. */
const RIM = 75;
const HEIGHT = 6;
const RAIN = 0.9;

function tableOf(become: (level: number) => number): UnmixedOperation {
  const rounded = levelTable((level) => Math.round(Math.min(255, Math.max(0, become(level)))));
  return { kind: 'table', form: 'values', values: [rounded] };
}
