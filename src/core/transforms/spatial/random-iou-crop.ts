import * as z from 'zod';
import type { Box, Frame, Rectangle } from '../../geometry/types.js';
import { intersection } from '../../geometry/shapes.js';
import type { Random } from '../../plan/random.js';
import { boundsInside } from '../object-bounds.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';

/** torchvision tries for ever, also where no crop can suit. */
const ROUNDS = 100;

const schema = z
  .object({
    min_scale: z
      .number()
      .gt(0)
      .max(1)
      .prefault(0.3)
      .describe('Least width and height of the crop, as fractions of those of the image.'),
    max_scale: z
      .number()
      .gt(0)
      .max(1)
      .prefault(1)
      .describe('Greatest width and height of the crop, as fractions of those of the image.'),
    min_aspect_ratio: z.number().gt(0).prefault(0.5).describe('Least width divided by the height.'),
    max_aspect_ratio: z.number().gt(0).prefault(2).describe('Greatest width divided by the height.'),
    sampler_options: z
      .array(z.number().min(0))
      .min(1)
      .nullable()
      .prefault(null)
      .transform((options) => options ?? [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1])
      .describe(
        'Least overlaps (intersection over union of the crop and an object), of which one is drawn; at 1 the image stays whole. null: 0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.',
      ),
    trials: z
      .int()
      .min(1)
      .max(1000)
      .prefault(40)
      .describe('Number of crops that are tried before another overlap is drawn.'),
  })
  .refine(({ min_scale, max_scale }) => min_scale <= max_scale, {
    message: 'must not be below min_scale',
    path: ['max_scale'],
  })
  .refine(({ min_aspect_ratio, max_aspect_ratio }) => min_aspect_ratio <= max_aspect_ratio, {
    message: 'must not be below min_aspect_ratio',
    path: ['max_aspect_ratio'],
  });
type Parameters = z.output<typeof schema>;

export const randomIouCrop = defineTransform({
  name: 'RandomIoUCrop',
  group: 'spatial',
  summary:
    'Crops a random part that has the centre of an object inside, and overlaps with such an object by at least the overlap drawn. Images without objects stay whole, and so do those for which no crop is found.',
  origin: 'torchvision',
  p: 1,
  schema,
  sample(parameters, random, scene) {
    const whole = { x: 0, y: 0, width: scene.width, height: scene.height };
    const boxes = boundsInside(scene.annotations);
    const fork = random.fork();
    const rectangle = boxes.length > 0 ? drawCrop(parameters, fork, scene, boxes) : undefined;
    return { sampled: { ...(rectangle ?? whole) }, operations: showing(rectangle ?? whole, scene) };
  },
});

/** @returns undefined for the whole image */
function drawCrop(
  parameters: Parameters,
  random: Random,
  frame: Frame,
  boxes: readonly Box[],
): Rectangle | undefined {
  const { sampler_options, trials } = parameters;
  for (let round = 0; round < ROUNDS; round++) {
    const least = sampler_options[random.integer(0, sampler_options.length - 1)]!;
    if (least >= 1) return undefined;
    for (let trial = 0; trial < trials; trial++) {
      const rectangle = drawRectangle(parameters, random, frame);
      if (rectangle && overlap(rectangle, boxes) >= least) return rectangle;
    }
  }
  return undefined;
}

function drawRectangle(parameters: Parameters, random: Random, frame: Frame): Rectangle | undefined {
  const { min_scale, max_scale, min_aspect_ratio, max_aspect_ratio } = parameters;
  const width = Math.trunc(frame.width * random.uniform(min_scale, max_scale));
  const height = Math.trunc(frame.height * random.uniform(min_scale, max_scale));
  const ratio = width / height;
  if (width === 0 || height === 0 || ratio < min_aspect_ratio || ratio > max_aspect_ratio) return undefined;
  const x = Math.trunc((frame.width - width) * random.uniform(0, 1));
  const y = Math.trunc((frame.height - height) * random.uniform(0, 1));
  return { x, y, width, height };
}

/** The greatest intersection over union with an object whose centre is inside; without such an object −1. */
function overlap({ x, y, width, height }: Rectangle, boxes: readonly Box[]): number {
  const crop: Box = [x, y, x + width, y + height];
  return boxes.reduce((most, box) => {
    const [centreX, centreY] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const isInside = crop[0] < centreX && centreX < crop[2] && crop[1] < centreY && centreY < crop[3];
    return isInside ? Math.max(most, shareOf(crop, box)) : most;
  }, -1);
}

function shareOf(a: Box, b: Box): number {
  const area = ([x0, y0, x1, y1]: Box) => (x1 - x0) * (y1 - y0);
  const both = intersection(a, b);
  const common = both ? area(both) : 0;
  return common / (area(a) + area(b) - common);
}
