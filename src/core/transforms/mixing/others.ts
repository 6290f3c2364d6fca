import * as z from 'zod';
import { RecipeError } from '../../errors.js';
import type { Frame } from '../../geometry/types.js';
import type { MixedSource, MixLayer, UnmixedOperation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { betaQuantiles, QUANTILES } from '../../quantiles.js';
import { showing } from '../spatial/cropping.js';
import { resize, scaledFrame } from '../spatial/resizing.js';
import { colour, maskValue, resizeInterpolation, truncate } from '../parameters.js';
import type { OtherSource, Scene } from '../transform.js';

/** Why no mixing transform takes an image of planes. */
export const NOT_ON_PLANES = 'other images may have other planes';

export const fitParameters = {
  fit_mode: z
    .enum(['cover', 'contain'])
    .prefault('cover')
    .describe(
      'How images are brought to size, with their proportions kept: they cover all of it and are cropped, or are contained in it and padded.',
    ),
  interpolation: resizeInterpolation.prefault('linear').describe('How pixels are interpolated.'),
  fill: colour.prefault(0).describe('Level of the padding, 0–255: one for all channels, or one per channel.'),
  fill_mask: maskValue.prefault(0).describe('Value of the padding in label maps.'),
};

/** The same for transforms that Albumentations does not have. */
export const averagingFitParameters = {
  ...fitParameters,
  interpolation: resizeInterpolation
    .prefault('area')
    .describe('How pixels are interpolated; `area` averages them where the image shrinks.'),
};

interface FitParameters {
  readonly fit_mode: 'cover' | 'contain';
  readonly interpolation: z.output<typeof resizeInterpolation>;
  readonly fill: z.output<typeof colour>;
  readonly fill_mask: number;
}

/** @throws RecipeError where the Recipe has no pool */
export function drawOthers(
  name: string,
  { others }: Scene,
  count: number,
  random: Random,
): readonly OtherSource[] {
  if (others) return others(count, random);
  throw new RecipeError(
    `${name} mixes in other images, and was given none; write them down with \`augment pool INPUT\`, and name the file in the recipe: mix: {pool: pool.json}`,
  );
}

/** The scaled size that covers `cell`, or is contained in it. */
export function fittedFrame(frame: Frame, cell: Frame, { fit_mode }: FitParameters): Frame {
  const choose = fit_mode === 'cover' ? Math.max : Math.min;
  return scaledFrame(frame, choose(cell.width / frame.width, cell.height / frame.height));
}

/** Scales an image so that it covers the frame or is contained in it, and shows its centre. */
export function fitCentred(from: Frame, to: Frame, parameters: FitParameters): readonly UnmixedOperation[] {
  const scaled = fittedFrame(from, to, parameters);
  const window = {
    x: truncate((scaled.width - to.width) / 2),
    y: truncate((scaled.height - to.height) / 2),
    width: to.width,
    height: to.height,
  };
  const edge = { border: 'constant', fill: parameters.fill, maskFill: parameters.fill_mask } as const;
  return [
    ...resize(from, scaled, { ...parameters, area_for_downscale: null }, false),
    ...showing(window, scaled, edge),
  ];
}

/**
 * A layer of another image. Where the image itself has no alpha, that of the other says how far it shows, and so what it
 * hides. Where both have, the layer replaces what lies below it, with its alpha.
 */
export function otherLayer(
  { source, hasAlpha = false }: OtherSource,
  scene: Scene,
  layer: Omit<MixLayer, 'source' | 'byAlpha'>,
): MixLayer {
  return { source, ...layer, ...(hasAlpha && !scene.hasAlpha && { byAlpha: true }) };
}

/** A layer that shows the image as it is. */
export const OWN_LAYER: MixLayer = { operations: [], x: 0, y: 0, weight: 1 };

/** For `sampled`: which images are mixed in. */
export function keysOf(layers: readonly { readonly source?: MixedSource }[]): string[] {
  return layers.flatMap(({ source }) => (source ? [source.key] : []));
}

const known = new Map<number, Float64Array>();

/** Of a symmetric beta distribution. Takes one draw. @param alpha above 0, at most 100 */
export function drawShare(alpha: number, random: Random): number {
  const quantiles = known.get(alpha) ?? betaQuantiles(alpha, alpha);
  known.set(alpha, quantiles);
  return quantiles[random.integer(0, QUANTILES - 1)]!;
}

export const alphaParameter = z
  .number()
  .gt(0)
  .max(100)
  .describe('Of the beta distribution, for both shares: the larger, the nearer to one half.');
