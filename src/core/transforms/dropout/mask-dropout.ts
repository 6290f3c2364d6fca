import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Frame } from '../../geometry/types.js';
import { colour, maskValue, rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, type Hole } from './covering.js';
import { bitmapRectangles, boxRectangles, ringRectangles } from './shape-rectangles.js';

export const maskDropout = defineTransform({
  name: 'MaskDropout',
  group: 'dropout',
  summary: 'Covers random objects in their own shape. Their labels are dropped.',
  p: 0.5,
  schema: z.object({
    max_objects: rangeFrom(1, { min: 1, whole: true })
      .prefault([1, 1])
      .describe('Number of objects; a single number is the most.'),
    fill: z
      .union([colour, z.literal('random')], {
        error:
          'expected a level, one level per channel, or random; inpaint_telea and inpaint_ns are not supported',
      })
      .prefault(0)
      .describe('Level, 0–255, or one per channel; `random`: a random level for each sample.'),
    fill_mask: maskValue
      .nullable()
      .prefault(0)
      .describe('Value of the covered pixels in label maps; null leaves label maps unchanged.'),
  }),
  sample(parameters, random, { width, height, annotations }) {
    const count = random.integer(...parameters.max_objects);
    // The number of objects, and so of draws, depends on the image.
    const fork = random.fork();
    const shapes = annotations.objects
      .filter(({ double }) => !double)
      .map((object) => rectanglesOf(object, { width, height }))
      .filter((rectangles) => rectangles.length > 0);
    const order = fork.shuffle(shapes.map((_, index) => index)).slice(0, count);
    const rectangles = order.flatMap((index) => shapes[index]!);
    return { sampled: { count, objects: order }, operations: cover(rectangles, parameters, random) };
  },
});

/** Rectangles that together cover the most precise shape with an area. */
function rectanglesOf({ bitmap, polygons, orientedBox, box }: AnnotatedObject, frame: Frame): Hole[] {
  if (bitmap) return bitmapRectangles(bitmap);
  if (polygons?.length) return polygons.flatMap(({ rings }) => ringRectangles(rings, frame));
  if (orientedBox) return ringRectangles([orientedBox], frame);
  return box ? boxRectangles(box, frame) : [];
}
