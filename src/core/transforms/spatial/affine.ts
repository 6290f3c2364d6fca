import * as z from 'zod';
import { apply, compose, multiply, scaling, translation } from '../../geometry/matrix.js';
import type { Frame, Matrix3 } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import {
  axisRanges,
  fixedRange,
  rotateMethod,
  truncate,
  type AxisRanges,
  type Range,
  warpParameters,
} from '../parameters.js';
import { defineTransform } from '../transform.js';
import { antialias } from './antialias.js';
import { aboutCentre, rotation, shearing, warp } from './matrices.js';

interface AffineValues {
  /** Whole pixels. */
  readonly translate: { readonly x: number; readonly y: number };
  /** Degrees. */
  readonly shear: { readonly x: number; readonly y: number };
  readonly scale: { readonly x: number; readonly y: number };
  /** Degrees, counter-clockwise. */
  readonly rotate: number;
}

/** Scales, rotates, shears and translates, in this order, about the frame's centre. */
export function affineMatrix({ translate, shear, scale, rotate }: AffineValues, frame: Frame): Matrix3 {
  const map = compose(
    scaling(scale.x, scale.y),
    rotation(rotate),
    shearing(shear.x, shear.y),
    translation(translate.x, translate.y),
  );
  return aboutCentre(map, frame);
}

const schema = z
  .object({
    scale: axisRanges(1)
      .refine(
        ({ x, y }) => x[0] > 0 && y[0] > 0,
        'scales must be above 0; HorizontalFlip and VerticalFlip mirror',
      )
      .prefault([1, 1])
      .describe('Factors by which the image is enlarged; must be above 0.'),
    translate_percent: axisRanges(0)
      .nullable()
      .prefault(null)
      .describe('Translation as a fraction of the width and height; not together with `translate_px`.'),
    translate_px: axisRanges(0, { whole: true })
      .nullable()
      .prefault(null)
      .describe('Translation in whole pixels; not together with `translate_percent`.'),
    rotate: fixedRange().prefault(0).describe('Angle in degrees, counter-clockwise.'),
    shear: axisRanges(0, { min: -89, max: 89 }).prefault([0, 0]).describe('Shear angles in degrees.'),
    ...warpParameters,
    antialias,
    fit_output: z
      .boolean()
      .prefault(false)
      .describe('Whether the canvas moves and grows so that it holds the whole image.'),
    keep_ratio: z.boolean().prefault(false).describe('Whether one factor, drawn once, scales both axes.'),
    rotate_method: rotateMethod,
    balanced_scale: z
      .boolean()
      .prefault(false)
      .describe('Whether shrinking and enlarging are equally likely, where `scale` allows both.'),
  })
  .refine(({ translate_percent, translate_px }) => translate_percent === null || translate_px === null, {
    message: 'give translate_percent or translate_px, not both',
    path: ['translate_px'],
  })
  .refine(({ keep_ratio, scale: { x, y } }) => !keep_ratio || (x[0] === y[0] && x[1] === y[1]), {
    message: 'keep_ratio needs the same scale range for x and y',
    path: ['keep_ratio'],
  });

export const affine = defineTransform({
  name: 'Affine',
  group: 'spatial',
  summary:
    'Scales, rotates, shears and translates the image, in this order, about its centre. A number is a fixed value, two numbers are a range, and {x, y} has a value for each axis.',
  p: 0.5,
  schema,
  sample(parameters, random, { width, height }) {
    const frame = { width, height };
    const translate = drawTranslation(parameters, random, frame);
    const shear = drawAxes(parameters.shear, (range) => random.uniform(...range));
    const drawScale = parameters.balanced_scale ? drawBalanced : (range: Range) => random.uniform(...range);
    const drawn = drawAxes(parameters.scale, (range) => drawScale(range, random));
    const scale = parameters.keep_ratio ? { x: drawn.x, y: drawn.x } : drawn;
    const rotate = random.uniform(...parameters.rotate);
    const values = { translate, shear, scale, rotate };
    const matrix = affineMatrix(values, frame);
    const operations =
      parameters.fit_output && warp(matrix, frame, frame, parameters).length > 0
        ? warpToFit(matrix, frame, parameters)
        : warp(matrix, frame, frame, parameters);
    return { sampled: values, operations };
  },
});

type AffineParameters = z.output<typeof schema>;

function drawAxes({ x, y }: AxisRanges, draw: (range: Range) => number) {
  return { x: draw(x), y: draw(y) };
}

function drawTranslation(
  { translate_percent, translate_px }: AffineParameters,
  random: Random,
  { width, height }: Frame,
) {
  if (translate_percent !== null) {
    const { x, y } = drawAxes(translate_percent, (range) => random.uniform(...range));
    return { x: truncate(x * width), y: truncate(y * height) };
  }
  return drawAxes(translate_px ?? { x: [0, 0], y: [0, 0] }, (range) => random.integer(...range));
}

/** Shrinks or enlarges, each as likely, where the range reaches to both sides of 1. */
function drawBalanced([low, high]: Range, random: Random): number {
  const shrinks = random.chance(low < 1 && high > 1 ? 0.5 : low < 1 ? 1 : 0);
  const [from, to] = shrinks ? [low, 1] : [1, Math.max(high, 1)];
  return random.uniform(from, to);
}

/**
 * The canvas moves and grows to hold the whole image, with one additional pixel as in Albumentations.
 * Corners a rounding error away from a whole pixel count as being there.
 */
function warpToFit(matrix: Matrix3, { width, height }: Frame, parameters: AffineParameters) {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const;
  const moved = corners.map((corner) => apply(matrix, corner));
  const [left, right] = wholeExtent(moved.map(([x]) => x));
  const [top, bottom] = wholeExtent(moved.map(([, y]) => y));
  const canvas = { width: right - left + 1, height: bottom - top + 1 };
  return warp(multiply(translation(-left, -top), matrix), { width, height }, canvas, parameters);
}

function wholeExtent(values: readonly number[]): Range {
  const hair = 1e-9;
  // eslint-disable-next-line no-restricted-syntax -- as many as corners
  return [Math.floor(Math.min(...values) + hair), Math.ceil(Math.max(...values) - hair)];
}
