import { atan2, log } from '../../math.js';
import type { Step } from './builder.js';

/** Magnitudes from which one is drawn, all equally likely; the two are equal where it is fixed. From 0 to 10. */
export type Magnitudes = readonly [low: number, high: number];

export interface OperationSettings {
  /** Levels outside the image. */
  readonly fill: readonly number[];
  /** Share of a side by which the greatest magnitude translates. */
  readonly translation: number;
}

/** @returns the forms of the operation, all equally likely, that of a positive value first; none if nothing here does the same */
type Forms = (magnitudes: Magnitudes, settings: OperationSettings) => readonly Step[];

const GREATEST = 10;
const NEUTRAL = { brightness: [1, 1], contrast: [1, 1], saturation: [1, 1], hue: [0, 0] };
const UNTOUCHED: Step = { name: 'NoOp' };
/** No bits: all levels are 0. */
const BLACK: Step = {
  name: 'RandomBrightnessContrast',
  parameters: { brightness_limit: [-1, -1], contrast_limit: [0, 0] },
};

/** The operations of timm 1.0.31, and of Pillow, by the transforms here. */
const OPERATIONS: Readonly<Record<string, Forms>> = {
  AutoContrast: () => [{ name: 'AutoContrast', parameters: { method: 'pil' } }],
  Equalize: () => [{ name: 'Equalize', parameters: { mode: 'pil' } }],
  Invert: () => [{ name: 'InvertImg' }],
  Rotate: (magnitudes, { fill }) =>
    bothWays(scaled(magnitudes, 30), (limit) => ({ name: 'Rotate', parameters: { limit, fill } })),
  Posterize: (magnitudes) => posterize(magnitudes.map((m) => whole(m, 4))),
  PosterizeIncreasing: (magnitudes) => posterize(magnitudes.map((m) => 4 - whole(m, 4))),
  PosterizeOriginal: (magnitudes) => posterize(magnitudes.map((m) => 4 + whole(m, 4))),
  Solarize: (magnitudes) => solarize(magnitudes.map((m) => whole(m, 256))),
  SolarizeIncreasing: (magnitudes) => solarize(magnitudes.map((m) => 256 - whole(m, 256))),
  SolarizeAdd: () => [],
  ...enhancement('Color', (factor) => jitter('saturation', factor)),
  ...enhancement('Contrast', (factor) => jitter('contrast', factor)),
  ...enhancement('Brightness', (factor) => jitter('brightness', factor)),
  ...enhancement('Sharpness', sharpness),
  ShearX: (magnitudes, { fill }) =>
    bothWays(scaled(magnitudes, 0.3), (shear) => sheared(shear, 'x', 'y', fill)),
  ShearY: (magnitudes, { fill }) =>
    bothWays(scaled(magnitudes, 0.3), (shear) => sheared(shear, 'y', 'x', fill)),
  TranslateXRel: (magnitudes, { fill, translation }) =>
    bothWays(scaled(magnitudes, translation), (x) => translated({ x: opposite(x), y: [0, 0] }, fill)),
  TranslateYRel: (magnitudes, { fill, translation }) =>
    bothWays(scaled(magnitudes, translation), (y) => translated({ x: [0, 0], y: opposite(y) }, fill)),
  Desaturate: (magnitudes) => {
    const [low, high] = scaled(magnitudes, 0.5);
    return [jitter('saturation', [0.5 - high, 0.5 - low])];
  },
  GaussianBlur: (magnitudes) => {
    const [low, high] = scaled(magnitudes, 1.9);
    return [{ name: 'GaussianBlur', parameters: { sigma_limit: [0.1 + low, 0.1 + high] } }];
  },
  GaussianBlurRand: ([, high]) => [
    { name: 'GaussianBlur', parameters: { sigma_limit: [0.1, Math.max(0.1, (2 * high) / GREATEST)] } },
  ],
};

export function formsOf(
  operation: string,
  magnitudes: Magnitudes,
  settings: OperationSettings,
): readonly Step[] {
  const forms = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation]! : () => [];
  return forms(magnitudes, settings);
}

function scaled(magnitudes: Magnitudes, greatest: number): Magnitudes {
  return magnitudes.map((m) => tidy((m / GREATEST) * greatest)) as unknown as Magnitudes;
}

function whole(magnitude: number, greatest: number): number {
  return Math.min(greatest, Math.trunc((magnitude / GREATEST) * greatest));
}

/** As often in one direction as in the other. */
function bothWays([low, high]: Magnitudes, form: (magnitudes: Magnitudes) => Step): readonly Step[] {
  if (high === 0) return [UNTOUCHED];
  return [form([low, high]), form(opposite([low, high]))];
}

function opposite([low, high]: Magnitudes): Magnitudes {
  return [0 - high, 0 - low];
}

/** From 0.1 to 1.9, or away from 1 on both sides. */
function enhancement(name: string, form: (factors: Magnitudes) => Step): Readonly<Record<string, Forms>> {
  return {
    [name]: (magnitudes) => {
      const [low, high] = scaled(magnitudes, 1.8);
      return [form([tidy(0.1 + low), tidy(0.1 + high)])];
    },
    [`${name}Increasing`]: (magnitudes) => {
      const [low, high] = scaled(magnitudes, 0.9);
      if (high === 0) return [UNTOUCHED];
      const least = (difference: number) => Math.max(0.1, tidy(1 - difference));
      return [form([tidy(1 + low), tidy(1 + high)]), form([least(high), least(low)])];
    },
  };
}

function jitter(what: keyof typeof NEUTRAL, [low, high]: Magnitudes): Step {
  const factors = [Math.max(0, low), Math.max(0, high)].map(tidy);
  return { name: 'ColorJitter', parameters: { ...NEUTRAL, [what]: factors } };
}

/**
 * Pillow mixes the image with one that a kernel of 5/13, and eight times 1/13, has smoothed. Beyond 1, that is what
 * Sharpen does with a share of (factor − 1) / 13; below 1, a Gaussian kernel of the same size and variance comes near.
 */
function sharpness([low, high]: Magnitudes): Step {
  if (high <= 1)
    return {
      name: 'GaussianBlur',
      parameters: { blur_limit: [3, 3], sigma_limit: [smoothingSigma(high), smoothingSigma(low)] },
    };
  const share = (factor: number) => tidy(Math.max(0, factor - 1) / 13);
  return { name: 'Sharpen', parameters: { alpha: [share(low), share(high)], lightness: [1, 1] } };
}

/** Whether `sharpness` only comes near. */
export function isApproximate(operation: string): boolean {
  return operation.startsWith('Sharpness');
}

function smoothingSigma(factor: number): number {
  const outer = ((1 - factor) * 3) / 13;
  if (outer <= 0) return 0;
  const ratio = outer / (1 - 2 * outer);
  return tidy(Math.sqrt(-1 / (2 * log(ratio))));
}

function posterize(bits: readonly number[]): readonly Step[] {
  const [low, high] = ascending(bits);
  if (low >= 8) return [UNTOUCHED];
  if (high <= 0) return [BLACK];
  return [{ name: 'Posterize', parameters: { num_bits: [Math.max(1, low), Math.min(8, high)] } }];
}

/** Levels that reach the threshold are inverted. */
function solarize(thresholds: readonly number[]): readonly Step[] {
  const [low, high] = ascending(thresholds);
  if (low > 255) return [UNTOUCHED];
  // A whole level still reaches its threshold after it is rounded as a share.
  const share = (level: number) => tidy(Math.min(1, Math.max(0, level - 0.001) / 255));
  return [{ name: 'Solarize', parameters: { threshold_range: [share(low), share(high)] } }];
}

/** About the upper left corner, which in square images is about the centre and half a side of it back. */
function sheared([low, high]: Magnitudes, along: string, across: string, fill: readonly number[]): Step {
  const angles = [low, high].map((slope) => tidy((atan2(slope, 1) * 180) / Math.PI));
  const back = tidy(0 - (low + high) / 4);
  return {
    name: 'Affine',
    parameters: {
      shear: { [along]: angles, [across]: [0, 0] },
      translate_percent: { [along]: [back, back], [across]: [0, 0] },
      fill,
    },
  };
}

function translated(
  translate_percent: Readonly<Record<'x' | 'y', Magnitudes>>,
  fill: readonly number[],
): Step {
  return { name: 'Affine', parameters: { translate_percent, fill } };
}

function ascending(values: readonly number[]): Magnitudes {
  const [first = 0, second = first] = values;
  return first <= second ? [first, second] : [second, first];
}

function tidy(value: number): number {
  return Number(value.toFixed(6)) + 0;
}
