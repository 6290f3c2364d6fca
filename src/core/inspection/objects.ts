import { measureObject } from '../annotations/measure.js';
import { withoutDoubles } from '../annotations/merge.js';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import { followOperations } from '../annotations/region.js';
import { boxOf } from '../formats/shared/shapes.js';
import type { Box, Frame } from '../geometry/types.js';

/** COCO's: less than 32² pixels, less than 96², and more; by the area of the most precise shape that lies in the image. */
export const OBJECT_SIZES = ['small', 'medium', 'large'] as const;

export type ObjectSize = (typeof OBJECT_SIZES)[number];

/** What can be wrong with an object that a label file states without a mistake. */
export type ObjectFault = 'outside' | 'no size' | 'beyond edge' | 'repeated';

/** One object, as far as an inspection counts it. */
export interface ObjectFacts {
  readonly class: string;
  /** Absent for lines and points, and for an object with a fault that leaves it no area. */
  readonly size?: ObjectSize;
  /** The centre of its box, in shares of the image's sides; absent where it has no box. */
  readonly centre?: readonly [x: number, y: number];
  readonly fault?: ObjectFault;
}

const SMALL = 32 ** 2;
const MEDIUM = 96 ** 2;

/** So many pixels beyond the edge are the rounding of tools. */
const ROUNDING = 1;

/** The objects of one image, each with its worst fault. */
export function describeObjects(annotations: Annotations): ObjectFacts[] {
  const { objects } = withoutDoubles(annotations);
  const { width, height } = annotations;
  const journey = followOperations({ width, height }, []);
  const seen = new Set<string>();
  return objects.map((object): ObjectFacts => {
    const box = boxOf(object);
    const area = areaOf(object, (shape) => measureObject(shape, journey)?.original ?? -1);
    const fault = faultOf(object, box, area, { width, height }, seen);
    return {
      class: object.class,
      ...(area !== undefined && area > 0 && { size: sizeOf(area) }),
      ...(box && { centre: [(box[0] + box[2]) / 2 / width, (box[1] + box[3]) / 2 / height] as const }),
      ...(fault && { fault }),
    };
  });
}

function sizeOf(area: number): ObjectSize {
  if (area < SMALL) return 'small';
  return area < MEDIUM ? 'medium' : 'large';
}

/** In pixels; -1 if its shape has none, 0 if none of it lies in the image. Undefined for lines and points. */
function areaOf(
  { bitmap, polygons, orientedBox, box, ...rest }: AnnotatedObject,
  measure: (shape: AnnotatedObject) => number,
): number | undefined {
  if (!bitmap && !polygons && !orientedBox && !box) return undefined;
  return measure({
    class: rest.class,
    ...(bitmap && { bitmap }),
    ...(polygons && { polygons }),
    ...(orientedBox && { orientedBox }),
    ...(box && { box }),
  });
}

function faultOf(
  object: AnnotatedObject,
  box: Box | undefined,
  area: number | undefined,
  frame: Frame,
  seen: Set<string>,
): ObjectFault | undefined {
  if (area === -1) return 'no size';
  if (area === 0) return 'outside';
  if (isRepeated(object, box, seen)) return 'repeated';
  return box && isBeyond(box, frame) ? 'beyond edge' : undefined;
}

/** Whether an object of the same class with the same shapes came before. */
function isRepeated(object: AnnotatedObject, box: Box | undefined, seen: Set<string>): boolean {
  if (!box || object.bitmap) return false;
  const { class: name, twin, polygons, lines, keypoints, orientedBox } = object;
  const shapes = JSON.stringify([name, twin, box, polygons, lines, keypoints, orientedBox]);
  if (seen.has(shapes)) return true;
  seen.add(shapes);
  return false;
}

function isBeyond([x0, y0, x1, y1]: Box, { width, height }: Frame): boolean {
  return x0 < -ROUNDING || y0 < -ROUNDING || x1 > width + ROUNDING || y1 > height + ROUNDING;
}
