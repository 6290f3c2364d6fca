import type { AnnotatedObject, Annotations } from '../core/annotations/model.js';
import type { LabelProblem } from '../core/formats/format.js';
import { boxOf } from '../core/formats/shared/shapes.js';
import { intersection } from '../core/geometry/shapes.js';
import type { Frame } from '../core/geometry/types.js';

/**
 * One warning if objects lie beside their image before anything has moved: then the labels may be those of another size.
 * @param file what holds the labels
 */
export function outsideProblems({ objects, ...frame }: Annotations, file: string): LabelProblem[] {
  const outside = objects.filter((object) => liesOutside(object, frame));
  const [first] = outside;
  if (!first) return [];
  const reason = `${outside.length} of ${objects.length} objects outside the image of ${frame.width} × ${frame.height}, the first of class ${first.class}: are the labels for another size?`;
  return [{ file, reason, severity: 'warning' }];
}

/** Bitmaps are as large as the image, so they have nothing outside. */
function liesOutside(object: AnnotatedObject, { width, height }: Frame): boolean {
  const box = object.bitmap ? undefined : boxOf(object);
  return box !== undefined && intersection(box, [0, 0, width, height]) === undefined;
}
