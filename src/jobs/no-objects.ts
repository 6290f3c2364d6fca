import type { Failure } from '../dataset/source.js';
import type { Outcome } from './augment-source.js';

/** The key of this failure. */
const NO_OBJECTS = 'tiles.objects';

/** A failure if not a single image has an object to cut out: then the labels were probably not found. */
export function noObjectsIn(outcomes: readonly Outcome[]): Failure[] {
  if (outcomes.length === 0 || !outcomes.every(({ isEmpty }) => isEmpty)) return [];
  const reason =
    'no image has an object to cut out, so nothing was made; masks alone become objects with `folders: true`, ' +
    'or if labels.write names a format without masks, such as coco';
  return [{ key: NO_OBJECTS, reason }];
}
