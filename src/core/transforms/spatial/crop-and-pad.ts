import * as z from 'zod';
import { RecipeError } from '../../errors.js';
import type { Frame } from '../../geometry/types.js';
import type { Operation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { edgeOf, edgeParameters, fixedRange, resizeParameters, truncate, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';
import { resize } from './resizing.js';

/** One range for all sides, or one a side: top, right, bottom, left. */
type Distances = Range | readonly [Range, Range, Range, Range];
type Sides = readonly [top: number, right: number, bottom: number, left: number];

function distances(whole: boolean) {
  const one = fixedRange({ whole });
  return z
    .union([one, z.tuple([one, one, one, one])], {
      error: 'expected a number, a range, or four of them; lists of values to choose from are not supported',
    })
    .transform((value): Distances => value)
    .nullable()
    .prefault(null);
}

const { interpolation, mask_interpolation } = resizeParameters;

const schema = z
  .object({
    px: distances(true).describe(
      'Number of pixels to add; below 0, to cut off. A number or a range for all sides, or four: top, right, bottom, left.',
    ),
    percent: distances(false).describe(
      'The same as a fraction of the height and width, truncated to whole pixels; not together with `px`.',
    ),
    keep_size: z.boolean().prefault(true).describe('Whether the result is resized to the size of the image.'),
    sample_independently: z
      .boolean()
      .prefault(true)
      .describe('Whether one range for all sides is drawn from for each side, or once.'),
    interpolation,
    mask_interpolation,
    ...edgeParameters,
  })
  .refine(({ px, percent }) => (px === null) !== (percent === null), {
    message: 'give either px or percent',
    path: ['px'],
  });
type Parameters = z.output<typeof schema>;

export const cropAndPad = defineTransform({
  name: 'CropAndPad',
  group: 'spatial',
  summary: 'Adds pixels at each side of the image, or cuts them off.',
  p: 1,
  deterministic: ({ px, percent }) => rangesOf((px ?? percent)!).every(isOneValue),
  schema,
  sample(parameters, random, { width, height }) {
    const frame = { width, height };
    const [top, right, bottom, left] = drawSides(parameters, random, frame);
    const cropped = croppedFrame([top, right, bottom, left], frame);
    const padded = {
      width: cropped.width + Math.max(left, 0) + Math.max(right, 0),
      height: cropped.height + Math.max(top, 0) + Math.max(bottom, 0),
    };
    const crop = showing({ x: Math.max(-left, 0), y: Math.max(-top, 0), ...cropped }, frame);
    const pad = showing(
      { x: -Math.max(left, 0), y: -Math.max(top, 0), ...padded },
      cropped,
      edgeOf(parameters),
    );
    return {
      sampled: { top, right, bottom, left },
      operations: [...crop, ...pad, ...sizeKept(parameters, padded, frame)],
    };
  },
});

function rangesOf(value: Distances): readonly Range[] {
  return value.length === 4 ? value : [value];
}

function isOneValue([low, high]: Range): boolean {
  return low === high;
}

function drawSides(
  { px, percent, sample_independently }: Parameters,
  random: Random,
  { width, height }: Frame,
): Sides {
  const ranges = rangesOf((px ?? percent)!);
  const draw = (range: Range) => {
    if (isOneValue(range)) return range[0];
    return px === null ? random.uniform(...range) : random.integer(...range);
  };
  const drawn =
    ranges.length === 4
      ? ranges.map(draw)
      : sample_independently
        ? Array.from({ length: 4 }, () => draw(ranges[0]!))
        : Array<number>(4).fill(draw(ranges[0]!));
  const units = px === null ? [height, width, height, width] : [1, 1, 1, 1];
  return drawn.map((value, side) => truncate(value * units[side]!)) as unknown as Sides;
}

/** @throws RecipeError where nothing would be left */
function croppedFrame([top, right, bottom, left]: Sides, { width, height }: Frame): Frame {
  const rest = {
    width: width + Math.min(left, 0) + Math.min(right, 0),
    height: height + Math.min(top, 0) + Math.min(bottom, 0),
  };
  if (rest.width > 0 && rest.height > 0) return rest;
  throw new RecipeError(
    `CropAndPad: nothing is left of an image of ${width} × ${height} pixels (width × height) with top ${top}, ` +
      `right ${right}, bottom ${bottom} and left ${left}; cut off less, or resize the image before`,
  );
}

function sizeKept({ keep_size, interpolation }: Parameters, from: Frame, to: Frame): readonly Operation[] {
  return keep_size ? resize(from, to, { interpolation, area_for_downscale: null }, false) : [];
}
