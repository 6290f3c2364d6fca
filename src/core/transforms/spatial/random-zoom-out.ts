import * as z from 'zod';
import { colour, maskValue, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';
import { truncatedFrame } from './resizing.js';

export const randomZoomOut = defineTransform({
  name: 'RandomZoomOut',
  group: 'spatial',
  summary: 'Puts the image at a random position on a larger canvas of one colour.',
  origin: 'torchvision',
  p: 0.5,
  schema: z.object({
    fill: colour
      .prefault(0)
      .describe('Level of the canvas, 0–255: one for all channels, or one per channel.'),
    fill_mask: maskValue.prefault(0).describe('Value of the canvas in label maps.'),
    side_range: range({ min: 1 })
      .prefault([1, 4])
      .describe('Factor by which the canvas is wider and higher than the image.'),
  }),
  sample({ fill, fill_mask, side_range }, random, frame) {
    const canvas = truncatedFrame(frame, random.uniform(...side_range));
    const left = Math.trunc((canvas.width - frame.width) * random.uniform(0, 1));
    const top = Math.trunc((canvas.height - frame.height) * random.uniform(0, 1));
    const window = { x: -left, y: -top, ...canvas };
    return {
      sampled: { left, top, ...canvas },
      operations: showing(window, frame, { border: 'constant', fill, maskFill: fill_mask }),
    };
  },
});
