import * as z from 'zod';
import { exp, log } from '../../math.js';
import type { Frame } from '../../geometry/types.js';
import { range, resizeParameters, roundHalfEven, side, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing, type Rectangle } from './cropping.js';
import { resize } from './resizing.js';

const TRIES = 10;

interface Attempt {
  /** A fraction of the picture's area. */
  readonly area: number;
  /** Width by height. */
  readonly ratio: number;
  /** Fractions of the room that is left. */
  readonly y: number;
  readonly x: number;
}

export const randomResizedCrop = defineTransform({
  name: 'RandomResizedCrop',
  group: 'spatial',
  summary:
    'Cuts out a part of random area (`scale`, a fraction) and proportions (`ratio`, width by height), and resizes it to `size` (height, width).',
  p: 1,
  schema: z.object({
    size: z.tuple([side, side]),
    scale: range({ min: 0, max: 1 }).prefault([0.08, 1]),
    ratio: range({ min: 0 })
      .refine(([low]) => low > 0, 'ratios must be above 0')
      .prefault([0.75, 4 / 3]),
    ...resizeParameters,
  }),
  sample(parameters, random, { width, height }) {
    const { scale, ratio, size } = parameters;
    const logRatio: Range = [log(ratio[0]), log(ratio[1])];
    // All tries are drawn, needed or not, so that what follows does not depend on the picture.
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

/** The largest part of the middle whose proportions are allowed. */
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
