import * as z from 'zod';
import {
  BORDERS,
  type Border,
  type Colour,
  type Edge,
  type Interpolation,
  type SizeFilter,
  type UnmixedOperation,
} from '../plan/operations.js';
import { rangeOf, type Beside, type Range } from './range.js';

export { roundHalfEven } from '../math.js';
export type { Range } from './range.js';

/**
 * Parameter schemas that transforms share. They accept what Albumentations 2.0.8 accepts, and return one normal form.
 * The transforms define the defaults.
 */
interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
}

function bounded({ min, max, whole }: Bounds): z.ZodNumber {
  let schema: z.ZodNumber = whole ? z.int() : z.number();
  if (min !== undefined) schema = schema.min(min);
  if (max !== undefined) schema = schema.max(max);
  return schema;
}

function pair(bounds: Bounds) {
  return z.tuple([bounded(bounds), bounded(bounds)]);
}

/** What the numbers of a parameter mean together, which its schema alone does not say. `beside` is absent where a range needs both. */
export type ParameterForm =
  { readonly form: 'range'; readonly beside?: Beside } | { readonly form: 'colour' };

export const parameterForms = z.registry<ParameterForm>();

function ascendingPair(bounds: Bounds) {
  return pair(bounds).refine(([low, high]) => low <= high, 'the first number must not exceed the second');
}

/** Two numbers; the first does not exceed the second. */
export function range(bounds: Bounds = {}) {
  return ascendingPair(bounds).register(parameterForms, { form: 'range' });
}

/** Widths divided by heights. */
export const ratios = range({ min: 0 }).refine(([low]) => low > 0, 'ratios must be above 0');

/** One number, or two. In either order where Albumentations 2.0.8 sorts them. */
function numberOrPair(bounds: Bounds, beside: Beside, both = pair(bounds)) {
  return z
    .union([bounded(bounds), both])
    .transform((value) => rangeOf(value, beside))
    .register(parameterForms, { form: 'range', beside });
}

/** 30 stands for [−30, 30]. */
export function symmetricRange(bounds: Bounds = {}) {
  return numberOrPair(bounds, 'opposite');
}

/** 30 stands for [30, 30]. */
export function fixedRange(bounds: Bounds = {}) {
  return numberOrPair(bounds, 'same');
}

/** With `low` 3, 7 stands for [3, 7]. */
export function rangeFrom(low: number, bounds: Bounds = {}) {
  return numberOrPair(bounds, low);
}

/** As `rangeFrom`, but two numbers must ascend: Albumentations 2.0.8 makes [3, 3] of [7, 3], and warns. */
export function ascendingFrom(low: number, bounds: Bounds = {}) {
  return numberOrPair(bounds, low, ascendingPair(bounds));
}

/** A range for each axis: one for both, or `{x, y}`, of which one may be absent. @param missing the value of an absent axis */
export function axisRanges(missing: number, bounds: Bounds = {}) {
  const one = fixedRange(bounds);
  const both = one.transform((both) => ({ x: both, y: both }));
  const each = z
    .strictObject({ x: one.optional(), y: one.optional() })
    .refine(({ x, y }) => x !== undefined || y !== undefined, 'needs x, y or both')
    .transform(({ x = [missing, missing], y = [missing, missing] }): AxisRanges => ({ x, y }));
  return z.union([both, each]);
}

export interface AxisRanges {
  readonly x: Range;
  readonly y: Range;
}

/** In the order of cv2's integers. */
const CV2_INTERPOLATIONS = [
  'nearest',
  'linear',
  'cubic',
  'area',
  'lanczos',
  'linear_exact',
  'nearest_exact',
] as const satisfies readonly SizeFilter[];
export type ResizeInterpolation = (typeof CV2_INTERPOLATIONS)[number];
const CV2_BORDERS = [
  'constant',
  'replicate',
  'reflect',
  'wrap',
  'reflect_101',
] as const satisfies readonly Border[];

/** A name, or cv2's integer for it: the name's index in the list. */
function cv2Name<Name extends string>(names: readonly Name[], others: string) {
  return z
    .union([z.enum(names), z.literal(names.map((_, index) => index))], {
      error: `expected ${names.join(', ')} or cv2's number of it; ${others}`,
    })
    .transform((value) => (typeof value === 'number' ? names[value]! : value));
}

/** For changes of size. */
export const resizeInterpolation = cv2Name(CV2_INTERPOLATIONS, 'lanczos is INTER_LANCZOS4');

/** For warps. As in OpenCV, area means linear there; both exact forms are those that warps have anyway. */
export const warpInterpolation = resizeInterpolation.transform((name) => AT_POINTS[name]);

const AT_POINTS: Readonly<Record<ResizeInterpolation, Interpolation>> = {
  nearest: 'nearest',
  linear: 'linear',
  cubic: 'cubic',
  area: 'linear',
  lanczos: 'lanczos',
  linear_exact: 'linear',
  nearest_exact: 'nearest',
};

export const maskInterpolation = z
  .union([z.literal('nearest'), z.literal(0)], {
    error: 'expected nearest: masks hold class numbers, between which nothing can be interpolated',
  })
  .transform(() => 'nearest' as const)
  .prefault('nearest')
  .describe('How label maps are sampled.');

const areaForDownscale = z
  .literal('image', {
    error: 'expected image or null: image_mask would interpolate between class numbers',
  })
  .nullable()
  .prefault(null)
  .describe('`image`: shrinking averages the pixels, whatever `interpolation` is.');

export const rotateMethod = z
  .enum(['largest_box', 'ellipse'])
  .prefault('largest_box')
  .describe(
    'What the box of an object encloses that has no mask or polygon: the moved corners, or the moved ellipse inscribed in it.',
  );

export type RotateMethod = z.output<typeof rotateMethod>;

const border = cv2Name(CV2_BORDERS, `borders are ${BORDERS.join(', ')}`);
const level = z.number().min(0).max(255);

/** One level for all channels, or one per channel. */
export const colour = z
  .union([level, z.tuple([level]), z.tuple([level, level, level])])
  .transform((value): Colour => (typeof value === 'number' ? [value] : value))
  .register(parameterForms, { form: 'colour' });

/** Masks have one channel. */
export const maskValue = z
  .union([z.int().min(0).max(65535), z.tuple([z.int().min(0).max(65535)])])
  .transform((value) => (typeof value === 'number' ? value : value[0]));

export const edgeParameters = {
  border_mode: border.prefault('constant').describe('What lies outside the image.'),
  fill: colour
    .prefault(0)
    .describe(
      'Level outside the image with `border_mode: constant`, 0–255: one for all channels, or one per channel.',
    ),
  fill_mask: maskValue
    .prefault(0)
    .describe('Value outside the image in label maps, with `border_mode: constant`.'),
};

export const warpParameters = {
  interpolation: warpInterpolation.prefault('linear').describe('How pixels are interpolated.'),
  mask_interpolation: maskInterpolation,
  ...edgeParameters,
};

export const resizeParameters = {
  interpolation: resizeInterpolation.prefault('linear').describe('How pixels are interpolated.'),
  mask_interpolation: maskInterpolation,
  area_for_downscale: areaForDownscale,
};

interface EdgeParameters {
  readonly border_mode: Border;
  readonly fill: Colour;
  readonly fill_mask: number;
}
export type WarpParameters = EdgeParameters & { readonly interpolation: Interpolation };

export function edgeOf({ border_mode, fill, fill_mask }: EdgeParameters): Edge {
  return { border: border_mode, fill, maskFill: fill_mask };
}

/** The side of an image or a crop, in pixels. */
export const side = z.int().min(1);

/** A whole number from `low` to `high`, both included. One share in [0, 1) serves every range. */
export function wholeAt(share: number, low: number, high: number): number {
  return low + Math.floor(share * (high - low + 1));
}

/** Rounds towards 0, and never to −0, which JSON does not have. */
export function truncate(value: number): number {
  return Math.trunc(value) + 0;
}

/** No Operations: the image stays as it is. */
export const NOTHING: readonly UnmixedOperation[] = [];
