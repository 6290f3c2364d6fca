import type { AnnotatedObject, Annotations } from '../core/annotations/model.js';
import type { LabelProblem } from '../core/formats/format.js';
import { boxOf } from '../core/formats/shared/shapes.js';
import { intersection } from '../core/geometry/shapes.js';
import type { Box, Frame } from '../core/geometry/types.js';

/**
 * One warning if objects lie beside their image before anything has moved, or all of them within its first pixel: then
 * the labels may be those of another size, or fractions.
 * @param file what holds the labels
 */
export function outsideProblems({ objects, ...frame }: Annotations, file: string): LabelProblem[] {
  if (areFractions(objects, frame)) {
    const reason = `all boxes lie within the first pixel of ${frame.width} × ${frame.height}, as they are read in pixels: are they fractions of the image?`;
    return [{ file, reason, severity: 'warning' }];
  }
  const outside = objects.filter((object) => liesOutside(object, frame));
  const [first] = outside;
  if (!first) return [];
  const reason = `${outside.length} of ${objects.length} objects outside the image of ${frame.width} × ${frame.height}, the first of class ${first.class}: are the labels for another size?`;
  return [{ file, reason, severity: 'warning' }];
}

function areFractions(objects: readonly AnnotatedObject[], { width, height }: Frame): boolean {
  const boxes = objects.flatMap((object): Box[] => {
    const box = object.bitmap ? undefined : boxOf(object);
    return box ? [box] : [];
  });
  const isTiny = ([x0, y0, x1, y1]: Box) => x0 >= 0 && y0 >= 0 && x1 <= 1 && y1 <= 1;
  return Math.min(width, height) > 1 && boxes.length > 0 && boxes.every(isTiny);
}

/** Bitmaps are as large as the image, so they have nothing outside. */
function liesOutside(object: AnnotatedObject, { width, height }: Frame): boolean {
  const box = object.bitmap ? undefined : boxOf(object);
  return box !== undefined && intersection(box, [0, 0, width, height]) === undefined;
}
