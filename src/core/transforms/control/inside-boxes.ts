import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box, Frame } from '../../geometry/types.js';
import { defineControl, type Scene } from '../transform.js';

export const insideBoxes = defineControl({
  name: 'InsideBoxes',
  group: 'control',
  summary:
    'Runs its transforms inside the box of each object, on each alone, as if it were an image. Boxes stay where they are; what has another size afterwards is scaled to fill its box.',
  origin: 'the bounding box level augmentations of Roboflow',
  p: 1,
  schema: z.object({
    bbox_labels: z
      .array(z.string(), { error: 'expected a list of class names' })
      .nullable()
      .prefault(null)
      .describe('Classes of the objects; null: all classes.'),
  }),
  select: (_parameters, _random, probabilities) => probabilities.map((_, child) => ({ child, force: false })),
  parts: ({ bbox_labels }, scene) =>
    scene.annotations.objects
      .filter((object) => !object.double && (bbox_labels === null || bbox_labels.includes(object.class)))
      .flatMap(({ box }) => (box ? [wholePixels(box, scene)] : []))
      .filter(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0)
      .map((window) => ({ window })),
  whyNothingMoves,
});

/** The pixels whose centres lie in a box. */
function wholePixels([x0, y0, x1, y1]: Box, { width, height }: Frame): Box {
  const first = (edge: number, side: number) => Math.min(side, Math.max(0, Math.ceil(edge - 0.5)));
  return [first(x0, width), first(y0, height), first(x1, width), first(y1, height)];
}

/** Only boxes can stay where they are while what is in them moves. */
function whyNothingMoves({ annotations, origin }: Scene): string | undefined {
  if ((origin?.annotations ?? annotations).labelMaps.length > 0) return 'the image has a label map';
  const object = annotations.objects.find(hasOtherShapes);
  return object && `an object of the class ${object.class} has more shapes than a box`;
}

function hasOtherShapes({ orientedBox, polygons, lines, keypoints, bitmap }: AnnotatedObject): boolean {
  return [orientedBox, polygons, lines, keypoints, bitmap].some((shape) => shape !== undefined);
}
