import * as z from 'zod';
import { range, roundHalfEven, NOTHING } from '../parameters.js';
import { sineAndCosine } from '../spatial/matrices.js';
import { defineTransform } from '../transform.js';
import { drawKernelSize, kernelSizes } from './kernel-size.js';

export const motionBlur = defineTransform({
  name: 'MotionBlur',
  group: 'pixel',
  summary: 'Blurs the image along a line, as a moving camera does.',
  p: 0.5,
  schema: z.object({
    blur_limit: kernelSizes
      .prefault([3, 7])
      .describe('Length of the line in pixels; even lengths are raised by 1, and the shortest is 3.'),
    allow_shifted: z
      .boolean()
      .prefault(true)
      .describe('Whether the line may lie off the centre of the kernel.'),
    angle_range: range({ min: 0, max: 360 })
      .prefault([0, 360])
      .describe('Angle of the line in degrees, clockwise.'),
    direction_range: range({ min: -1, max: 1 })
      .prefault([-1, 1])
      .describe(
        'Which part of the line is used: −1 the part behind the pixel, 1 the part before it, 0 both.',
      ),
  }),
  sample(parameters, random) {
    const size = drawKernelSize(parameters.blur_limit, random);
    const angle = random.uniform(...parameters.angle_range);
    const direction = random.uniform(...parameters.direction_range);
    const shift = parameters.allow_shifted
      ? { x: random.uniform(-1, 1), y: random.uniform(-1, 1) }
      : { x: 0, y: 0 };
    const line = linePixels({ size, angle, direction, shift });
    const inPlace = line.length === 1 && line[0] === (size * size - 1) / 2;
    const weights = Array.from({ length: size * size }, (_, index) =>
      line.includes(index) ? 1 / line.length : 0,
    );
    return {
      sampled: { size, angle, direction, shift },
      operations: inPlace ? NOTHING : [{ kind: 'convolve', form: 'full', size, weights }],
    };
  },
});

interface Line {
  readonly size: number;
  /** Degrees, clockwise as displayed. */
  readonly angle: number;
  readonly direction: number;
  /** −1 to 1, in units of about a quarter of the size. */
  readonly shift: { readonly x: number; readonly y: number };
}

/** Indices into the kernel, row by row, of `size` evenly spaced points of the line. Points outside move to its edge. */
function linePixels({ size, angle, direction, shift }: Line): number[] {
  const reach = (size - 1) / 2;
  const [sine, cosine] = sineAndCosine(angle);
  const [start, end] = [-reach * (1 - Math.max(0, direction)), reach * (1 - Math.max(0, -direction))];
  const cell = (along: number, off: number) =>
    Math.min(Math.max(roundHalfEven(reach + along + (off * reach) / 2), 0), size - 1);
  const points = Array.from({ length: size }, (_, index) => {
    const t = start + ((end - start) * index) / (size - 1);
    return cell(sine * t, shift.y) * size + cell(cosine * t, shift.x);
  });
  return [...new Set(points)];
}
