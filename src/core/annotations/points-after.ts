import type { Frame, Point } from '../geometry/types.js';
import { LABEL_EFFECTS, type UnmixedOperation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE } from './filter.js';
import { wayOf } from './legs.js';
import { moveObject, WHOLE } from './object.js';

/** Where points come to lie; undefined where a step cut them off, or covered them. */
export function pointsAfter(
  start: Frame,
  points: readonly Point[],
  operations: readonly UnmixedOperation[],
): readonly (Point | undefined)[] {
  if (operations.every(({ kind }) => LABEL_EFFECTS[kind] === 'none')) return points;
  const { legs } = wayOf(start, operations);
  const rules = { filter: KEEP_ALL_VISIBLE, swapping: { names: new Map() }, moveBitmap: undefined };
  return points.map(([x, y]) => {
    const fate = moveObject({ class: '', keypoints: [{ x, y, visibility: 2 }] }, legs, rules, WHOLE);
    const moved = 'object' in fate ? fate.object.keypoints?.[0] : undefined;
    return moved?.visibility === 2 ? [moved.x, moved.y] : undefined;
  });
}
