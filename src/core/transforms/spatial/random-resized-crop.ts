import * as z from 'zod';
import { exp, log } from '../../math.js';
import type { Frame, Rectangle } from '../../geometry/types.js';
import { range, ratios, resizeParameters, roundHalfEven, side, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';
import { resize } from './resizing.js';

const TRIES = 10;

interface Attempt {
  /** Fraction of the image's area. */
  readonly area: number;
  /** Width divided by height. */
  readonly ratio: number;
  /** Position, as a fraction of the room that the crop leaves. */
  readonly y: number;
  readonly x: number;
}

export const randomResizedCrop = defineTransform({
  name: 'RandomResizedCrop',
  group: 'spatial',
  summary: 'Crops a part of random area and proportions, and resizes it to `size`.',
  p: 1,
  schema: z.object({
    size: z.tuple([side, side]).describe('Size of the result, (height, width).'),
    scale: range({ min: 0, max: 1 })
      .prefault([0.08, 1])
      .describe('Area of the crop, as a fraction of the image.'),
    ratio: ratios.prefault([0.75, 4 / 3]).describe('Width of the crop divided by its height.'),
    ...resizeParameters,
  }),
  sample(parameters, random, { width, height }) {
    const { scale, ratio, size } = parameters;
    const logRatio: Range = [log(ratio[0]), log(ratio[1])];
    // All attempts are drawn, even if the first one fits, so that later draws do not depend on the image.
    const attempts = Array.from({ length: TRIES }, (): Attempt => ({
      area: random.uniform(...scale),
      ratio: exp(random.uniform(...logRatio)),
      y: random.uniform(0, 1),
      x: random.uniform(0, 1),
    }));
    const frame = { width, height };
    const rectangle = firstThatFits(attempts, frame) ?? centred(ratio, frame);
    const to = { width: size[1], height: size[0] };
    const shrinks = rectangle.width > to.width || rectangle.height > to.height;
    return {
      sampled: { ...rectangle },
      operations: [...showing(rectangle, frame), ...resize(rectangle, to, parameters, shrinks)],
    };
  },
});

function firstThatFits(attempts: readonly Attempt[], frame: Frame): Rectangle | undefined {
  for (const { area, ratio, y, x } of attempts) {
    const target = area * frame.width * frame.height;
    const width = roundHalfEven(Math.sqrt(target * ratio));
    const height = roundHalfEven(Math.sqrt(target / ratio));
    if (width > 0 && width <= frame.width && height > 0 && height <= frame.height) {
      return {
        x: Math.trunc((frame.width - width + 1) * x),
        y: Math.trunc((frame.height - height + 1) * y),
        width,
        height,
      };
    }
  }
  return undefined;
}

/** The largest centred crop with allowed proportions. */
function centred([lowest, highest]: Range, frame: Frame): Rectangle {
  const ratio = frame.width / frame.height;
  const width = ratio > highest ? Math.max(1, roundHalfEven(frame.height * highest)) : frame.width;
  const height = ratio < lowest ? Math.max(1, roundHalfEven(frame.width / lowest)) : frame.height;
  return {
    x: Math.floor((frame.width - width) / 2),
    y: Math.floor((frame.height - height) / 2),
    width,
    height,
  };
}
