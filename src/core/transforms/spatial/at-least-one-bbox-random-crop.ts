import * as z from 'zod';
import { boundsInside } from '../object-bounds.js';
import { side, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { requireRoom, showing } from './cropping.js';

export const atLeastOneBBoxRandomCrop = defineTransform({
  name: 'AtLeastOneBBoxRandomCrop',
  group: 'spatial',
  summary:
    'Crops `height` × `width` pixels at a random position that shows an object, or a part of one. An image without objects is cropped anywhere.',
  p: 1,
  schema: z.object({
    height: side.describe('Height of the crop in pixels.'),
    width: side.describe('Width of the crop in pixels.'),
    erosion_factor: z
      .number()
      .min(0)
      .max(1)
      .prefault(0)
      .describe(
        'Fraction of the width and of the height of the chosen object that may be lost; at 1 the crop may miss it.',
      ),
  }),
  sample({ width, height, erosion_factor }, random, scene) {
    const name = 'AtLeastOneBBoxRandomCrop';
    requireRoom(name, { x: 0, y: 0, width, height }, scene, 'resize or pad the image before the crop');
    const [chosen, shareX, shareY] = [random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)];
    const boxes = boundsInside(scene.annotations);
    const box = boxes[wholeAt(chosen, 0, boxes.length - 1)];
    const [x0, y0, x1, y1] = box ?? [0, 0, scene.width, scene.height];
    const kept = box ? 1 - erosion_factor : 0;
    const x = start([x0, x1], kept, width, scene.width, shareX);
    const y = start([y0, y1], kept, height, scene.height, shareY);
    return { sampled: { x, y }, operations: showing({ x, y, width, height }, scene) };
  },
});

/** Where the crop begins on one axis, so that it shows the given part of the span; of a span that is longer, a part. */
function start(
  [low, high]: readonly [number, number],
  kept: number,
  length: number,
  side: number,
  share: number,
): number {
  const within = (value: number) => Math.min(Math.max(value, 0), side - length);
  const shown = (high - low) * kept;
  const first = within(low + shown - length);
  const last = within(high - shown);
  return Math.trunc(first + share * (last - first));
}
