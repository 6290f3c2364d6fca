import * as z from 'zod';
import type { Frame, Rectangle } from '../../geometry/types.js';
import type { CompositeOperation, Mask, OverForm, Paint, UnmixedOperation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';
import { gaussianWeights } from './gaussian-weights.js';

/** A colour over the image; without a mask everywhere. */
export function over(
  blend: OverForm['blend'],
  colour: OverForm['colour'],
  weights: OverForm['weights'],
  mask?: Mask,
): CompositeOperation {
  return { kind: 'composite', form: 'over', blend, colour, weights, ...(mask && { mask }) };
}

export function masked(paint: Paint, then: readonly UnmixedOperation[] = NOTHING): Mask {
  return { paint, then };
}

/** A blur by a Gaussian; nothing where it would change nothing. */
export function smoothed(sigma: number, size = 0): readonly UnmixedOperation[] {
  const weights = gaussianWeights(sigma, size);
  return weights.length === 1 ? NOTHING : [{ kind: 'convolve', form: 'separable', x: weights, y: weights }];
}

const share = z.number().min(0).max(1);

/** A part of the image in shares of its sides. */
export const partOfImage = z
  .tuple([share, share, share, share])
  .refine(([x0, y0, x1, y1]) => x0 < x1 && y0 < y1, 'expected [x_min, y_min, x_max, y_max] from 0 to 1');

export type Part = z.output<typeof partOfImage>;

/** Its sides are rounded down, as in Albumentations; at least one pixel. */
export function pixelsOf([x0, y0, x1, y1]: Part, { width, height }: Frame): Rectangle {
  const [x, y] = [Math.min(width - 1, Math.trunc(x0 * width)), Math.min(height - 1, Math.trunc(y0 * height))];
  return {
    x,
    y,
    width: Math.max(1, Math.trunc(x1 * width) - x),
    height: Math.max(1, Math.trunc(y1 * height) - y),
  };
}
