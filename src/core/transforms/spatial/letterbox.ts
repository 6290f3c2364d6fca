import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import type { Frame } from '../../geometry/types.js';
import { colour, maskValue, resizeInterpolation, side, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { halves, showing } from './cropping.js';
import { resize, scaledFrame } from './resizing.js';

const schema = z.object({
  size: z
    .union([side, z.tuple([side, side])])
    .transform((size): Range => (typeof size === 'number' ? [size, size] : size))
    .prefault([640, 640])
    .describe('Size of the result, (height, width); one number stands for a square.'),
  auto: z
    .boolean()
    .prefault(false)
    .describe('Whether the image is padded only to the next multiples of `stride`.'),
  scale_fill: z
    .boolean()
    .prefault(false)
    .describe('Whether the image is stretched to `size`, without padding.'),
  scaleup: z.boolean().prefault(true).describe('Whether a smaller image may be enlarged.'),
  center: z
    .boolean()
    .prefault(true)
    .describe('Whether the image lies in the centre; otherwise it lies at the top left.'),
  stride: side.prefault(32).describe('Divisor of the padded sides, with `auto`.'),
  fill: colour
    .prefault(114)
    .describe('Level of the padding, 0–255: one for all channels, or one per channel.'),
  fill_mask: maskValue.prefault(0).describe('Value of the padding in label maps.'),
  interpolation: resizeInterpolation.prefault('linear').describe('How pixels are interpolated.'),
});
type LetterboxParameters = z.output<typeof schema>;

export const letterbox = defineTransform({
  name: 'Letterbox',
  group: 'spatial',
  summary: 'Scales the image to fit into `size` with its proportions kept, and pads it to that size.',
  origin: 'LetterBox of Ultralytics',
  p: 1,
  deterministic: () => true,
  schema,
  sample(parameters, _random, scene) {
    const inner = innerFrame(parameters, scene);
    const resized = resize(scene, inner, { ...parameters, area_for_downscale: null }, false);
    return {
      sampled: { width: inner.width, height: inner.height },
      operations: [...resized, ...padding(parameters, inner)],
    };
  },
});

function innerFrame(
  { size: [height, width], scale_fill, scaleup }: LetterboxParameters,
  frame: Frame,
): Frame {
  const scale = Math.min(height / frame.height, width / frame.width);
  const inner = scaledFrame(frame, scaleup ? scale : Math.min(scale, 1));
  return scale_fill ? { width, height } : inner;
}

function padding(
  { size: [height, width], auto, center, stride, fill, fill_mask }: LetterboxParameters,
  inner: Frame,
): readonly Operation[] {
  const missing = (target: number, have: number) => (auto ? (target - have) % stride : target - have);
  const split = (total: number): Range => (center ? halves(total) : [0, total]);
  const [left, right] = split(missing(width, inner.width));
  const [top, bottom] = split(missing(height, inner.height));
  const padded = {
    x: -left,
    y: -top,
    width: inner.width + left + right,
    height: inner.height + top + bottom,
  };
  return showing(padded, inner, { border: 'constant', fill, maskFill: fill_mask });
}
