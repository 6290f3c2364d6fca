import * as z from 'zod';
import type { Box, Frame, Rectangle } from '../../geometry/types.js';
import { roundHalfEven, wholeAt } from '../parameters.js';
import { boundsInside } from '../object-bounds.js';
import { defineTransform } from '../transform.js';
import { showing } from './cropping.js';

const part = z.number().min(0).max(1);
type Parts = readonly [vertical: number, horizontal: number];
type Shares = readonly [number, number, number, number];

export const randomCropNearBBox = defineTransform({
  name: 'RandomCropNearBBox',
  group: 'spatial',
  summary:
    'Crops the box of one object, drawn at random, with each side moved by a random distance. Images without objects stay whole.',
  p: 1,
  schema: z.object({
    max_part_shift: z
      .union([part, z.tuple([part, part])])
      .transform((value): Parts => (typeof value === 'number' ? [0, value] : value))
      .prefault([0, 0.3])
      .describe(
        'How far the upper and lower sides may move, as a fraction of the height of the box, and the left and right sides, as a fraction of its width. One number is that of the left and right sides; the others stay.',
      ),
  }),
  refused: { cropping_bbox_key: 'files have no box of this name; an object of the image is drawn instead' },
  sample({ max_part_shift }, random, scene) {
    const chosen = random.uniform(0, 1);
    const shares = [0, 1, 2, 3].map(() => random.uniform(0, 1)) as unknown as Shares;
    const boxes = boundsInside(scene.annotations);
    const box = boxes[wholeAt(chosen, 0, boxes.length - 1)];
    const rectangle = box
      ? near(wholePixels(box, scene), shares, max_part_shift, scene)
      : { x: 0, y: 0, width: scene.width, height: scene.height };
    return { sampled: { ...rectangle }, operations: showing(rectangle, scene) };
  },
});

/** The pixels that a box touches, at least one. */
function wholePixels([x0, y0, x1, y1]: Box, { width, height }: Frame): Box {
  const [left, top] = [Math.min(Math.floor(x0), width - 1), Math.min(Math.floor(y0), height - 1)];
  return [left, top, Math.max(Math.ceil(x1), left + 1), Math.max(Math.ceil(y1), top + 1)];
}

/** The box with its sides moved, left and right first; the box itself where nothing would be left of it. */
function near(
  [x0, y0, x1, y1]: Box,
  [left, right, top, bottom]: Shares,
  [partY, partX]: Parts,
  { width, height }: Frame,
): Rectangle {
  const farX = roundHalfEven((x1 - x0) * partX);
  const farY = roundHalfEven((y1 - y0) * partY);
  const from = {
    x: Math.max(x0 - wholeAt(left, -farX, farX), 0),
    y: Math.max(y0 - wholeAt(top, -farY, farY), 0),
  };
  const to = {
    x: Math.min(x1 + wholeAt(right, -farX, farX), width),
    y: Math.min(y1 + wholeAt(bottom, -farY, farY), height),
  };
  if (to.x <= from.x || to.y <= from.y) return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  return { ...from, width: to.x - from.x, height: to.y - from.y };
}
