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
    .prefault([640, 640]),
  auto: z.boolean().prefault(false),
  scale_fill: z.boolean().prefault(false),
  scaleup: z.boolean().prefault(true),
  center: z.boolean().prefault(true),
  stride: side.prefault(32),
  fill: colour.prefault(114),
  fill_mask: maskValue.prefault(0),
  interpolation: resizeInterpolation.prefault('linear'),
});
type LetterboxParameters = z.output<typeof schema>;

export const letterbox = defineTransform({
  name: 'Letterbox',
  group: 'spatial',
  summary:
    'Fits the picture into `size` (height, width) without changing its proportions, and pads the rest. `auto` pads only to multiples of `stride`; `scale_fill` stretches instead.',
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
