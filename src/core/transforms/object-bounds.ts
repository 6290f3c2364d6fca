import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import type { Box } from '../geometry/types.js';
import { bitmapBounds, boundingBox, boxCorners } from '../geometry/shapes.js';

/** The bounding box of all shapes of an object; keypoints that are not labelled have no position. */
export function objectBounds({
  box,
  orientedBox,
  polygons,
  lines,
  keypoints,
  bitmap,
}: AnnotatedObject): Box | undefined {
  const bitmapBox = bitmap && bitmapBounds(bitmap);
  return boundingBox([
    ...[box, bitmapBox].flatMap((one) => (one ? boxCorners(one) : [])),
    ...(orientedBox ?? []),
    ...(polygons ?? []).flatMap(({ rings }) => rings.flat()),
    ...(lines ?? []).flat(),
    ...(keypoints ?? []).filter(({ visibility }) => visibility > 0).map(({ x, y }) => [x, y] as const),
  ]);
}

/** The objects' bounding boxes, as far as they lie in the image; an object that two files describe counts once. */
export function boundsInside(
  { width, height, objects }: Annotations,
  counts: (object: AnnotatedObject) => boolean = () => true,
): Box[] {
  return objects
    .filter((object) => !object.double && counts(object))
    .map(objectBounds)
    .filter((box) => box !== undefined)
    .filter(([x0, y0, x1, y1]) => meets([x0, x1], width) && meets([y0, y1], height))
    .map(([x0, y0, x1, y1]) => [Math.max(x0, 0), Math.max(y0, 0), Math.min(x1, width), Math.min(y1, height)]);
}

/** Whether a span shares more than an edge with a side of the image. A single point may lie on the edge. */
function meets([low, high]: readonly [number, number], side: number): boolean {
  return low === high ? low >= 0 && low <= side : low < side && high > 0;
}
