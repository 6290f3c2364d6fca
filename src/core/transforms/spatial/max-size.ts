import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { resizeParameters, side } from '../parameters.js';
import type { Sampled } from '../transform.js';
import { resize, scaledFrame } from './resizing.js';

/** Parameters of LongestMaxSize and SmallestMaxSize. */
export const maxSizeSchema = z
  .object({
    max_size: z
      .union([side, z.array(side).min(1)])
      .nullable()
      .prefault(null)
      .describe('Length of that side in pixels; of a list, one is drawn.'),
    max_size_hw: z
      .tuple([side.nullable(), side.nullable()])
      .refine(([height, width]) => height !== null || width !== null, 'needs a height, a width or both')
      .nullable()
      .prefault(null)
      .describe('Limits (height, width) in pixels, in place of `max_size`; one of them may be null.'),
    ...resizeParameters,
  })
  .refine(({ max_size, max_size_hw }) => (max_size === null) !== (max_size_hw === null), {
    message: 'give either max_size or max_size_hw',
    path: ['max_size'],
  });

type MaxSizeParameters = z.output<typeof maxSizeSchema>;

/** False where `max_size` is a list, of which one is drawn. */
export function hasOneSize({ max_size }: MaxSizeParameters): boolean {
  return !Array.isArray(max_size);
}

/** @param chooseSide Math.max or Math.min: the side that `max_size` limits @param chooseScale the same for the scales that `max_size_hw` asks for */
export function sampleMaxSize(
  parameters: MaxSizeParameters,
  random: Random,
  frame: Frame,
  chooseSide: (...sides: number[]) => number,
  chooseScale: (...scales: number[]) => number,
): Sampled {
  const scale = scaleFor(parameters, random, frame, chooseSide, chooseScale);
  const to = scaledFrame(frame, scale);
  return { sampled: { scale }, operations: resize(frame, to, parameters, scale < 1) };
}

function scaleFor(
  { max_size, max_size_hw }: MaxSizeParameters,
  random: Random,
  { width, height }: Frame,
  chooseSide: (...sides: number[]) => number,
  chooseScale: (...scales: number[]) => number,
): number {
  if (max_size !== null) {
    const limit = typeof max_size === 'number' ? max_size : max_size[random.integer(0, max_size.length - 1)]!;
    return limit / chooseSide(width, height);
  }
  const [maxHeight, maxWidth] = max_size_hw!;
  const scales = [
    ...(maxHeight === null ? [] : [maxHeight / height]),
    ...(maxWidth === null ? [] : [maxWidth / width]),
  ];
  return chooseScale(...scales);
}
