import type { Bitmap, Frame } from '../geometry/types.js';
import { failedMinimum, type DropReason, type LabelFilter } from './filter.js';
import { boundingBox } from '../geometry/shapes.js';
import { measureObject, measureSight, type Extent } from './measure.js';
import type { AnnotatedObject } from './model.js';
import { bendObject, bendSight, edgesOf, type Bent } from './bend.js';
import { areaPoints, coveredShapes, movedShapes, type Shapes } from './move-shapes.js';
import { scatterObject, scatterSight } from './scatter.js';
import type { StraightLeg, Way } from './legs.js';
import type { Operation } from '../plan/operations.js';
import type { Journey } from './region.js';
import { moveSight, ownSight, showsPixel, sizeOfSight, type Sight } from './sight.js';
import { mirroredClass, type Swapping } from './swap.js';

/** Moves the pixels of a bitmap as the Operations move those of the image: all of them, or those of a leg. */
export type BitmapMover = (bitmap: Bitmap, operations: readonly Operation[]) => Bitmap;

export interface ObjectRules {
  readonly filter: LabelFilter;
  readonly swapping: Swapping;
  /** Absent: bitmaps are left out, and their box replaces them. */
  readonly moveBitmap: BitmapMover | undefined;
}

/** Shares below this are rounding. */
const NOTHING = 1e-9;

/** What earlier Operations did to an object. */
export interface Past {
  /** The visible share of it, 0–1. */
  readonly visibility: number;
  readonly clipped: boolean;
  /** Absent: all of it that is left can be seen. */
  readonly sight?: Sight | undefined;
  /** Its place among the objects of the image itself; absent: a mix brought it. */
  readonly own?: number | undefined;
}

export const WHOLE: Past = { visibility: 1, clipped: false };

export type ObjectFate = (Past & { readonly object: AnnotatedObject }) | { readonly dropped: DropReason };

/** An object behind a leg; its visibility is the share of what was visible before. */
type Arrived = Past & { readonly object: AnnotatedObject };

/**
 * Moves one object along a way, and decides whether enough of it is left. What covers a part of it leaves its shapes; from
 * there on, what can still be seen moves beside them, and that is what is measured.
 */
export function moveObject(
  object: AnnotatedObject,
  legs: Way['legs'],
  rules: ObjectRules,
  past: Past,
): ObjectFate {
  let current: Arrived = { ...past, object };
  for (const leg of legs) {
    const { visibility, clipped } = current;
    const arrived = arriveBehind(current, leg, rules);
    if ('dropped' in arrived) return arrived;
    current = {
      ...current,
      ...arrived,
      visibility: visibility * arrived.visibility,
      clipped: clipped || arrived.clipped,
    };
  }
  const { object: moved, visibility, clipped, sight } = current;
  if (clipped && !showsPixel(sight ?? ownSight(moved), frameBehind(legs.at(-1)!)))
    return { dropped: sight ? 'hidden' : 'outside' };
  const failed = failedMinimum(rules.filter, visibility, moved.box ?? boundingBox(areaPoints(moved)));
  return failed ? { dropped: failed } : current;
}

function frameBehind(leg: Way['legs'][number]): Frame {
  if ('journey' in leg) return leg.journey.frame;
  return 'lattice' in leg ? leg.lattice : leg.frame;
}

function arriveBehind(
  { object, sight }: Arrived,
  leg: Way['legs'][number],
  rules: ObjectRules,
): Arrived | { readonly dropped: DropReason } {
  if ('lattice' in leg)
    return cutOff(
      bendObject(object, leg, rules.moveBitmap),
      sight && bendSight(sight, leg),
      leg.lattice,
      rules,
    );
  if ('pieces' in leg) {
    const scattered = scatterObject(object, leg, rules.moveBitmap);
    const seen = sight && scatterSight(sight, leg, scattered.way);
    const share = seen ? sizeOfSight(seen) / sizeOfSight(sight) : scattered.share;
    return cutOff({ ...scattered, share }, seen, leg.frame, rules);
  }
  return moveAlong(object, sight, leg, rules);
}

/** Cuts off what lies beyond the frame. */
function cutOff(
  bent: Bent,
  sight: Sight | undefined,
  frame: Frame,
  rules: ObjectRules,
): Arrived | { readonly dropped: DropReason } {
  const cut = { journey: edgesOf(frame), operations: [] };
  const isStill = (bitmap: Bitmap) => bitmap;
  const arrived = moveAlong(bent.object, sight, cut, { ...rules, moveBitmap: isStill });
  if ('dropped' in arrived) return arrived;
  const { polygons: _outline, ...withoutOutline } = arrived.object;
  return {
    ...arrived,
    object: bent.isOutline ? withoutOutline : arrived.object,
    visibility: arrived.visibility * bent.share,
    clipped: arrived.clipped || bent.share < 1,
  };
}

function moveAlong(
  object: AnnotatedObject,
  sight: Sight | undefined,
  { journey, operations }: StraightLeg,
  rules: ObjectRules,
): Arrived | { readonly dropped: DropReason } {
  const isStill = !journey.moves && journey.covers.length === 0 && !sight && !rules.moveBitmap;
  if (isStill) return { object, visibility: 1, clipped: false };
  const extent = measureObject(object, sight ? { ...journey, covers: [] } : journey);
  const seen = sight ? measureSight(sight, journey) : extent;
  const reason = extent && seen ? (vanished(extent) ?? (vanished(seen) && 'hidden')) : 'empty';
  // If nothing moves, labels stay that had no extent, or lay outside, in the input.
  if (reason === 'hidden' || (reason && journey.moves)) return { dropped: reason };

  const isLess = (part: number, whole: number) => part < whole * (1 - NOTHING);
  const isCut = extent !== undefined && isLess(extent.shown, extent.original);
  const clipped = isCut || (seen !== undefined && isLess(seen.visible, seen.original));
  const moveBitmap = rules.moveBitmap && ((bitmap: Bitmap) => rules.moveBitmap!(bitmap, operations));
  const shapes = journey.moves
    ? movedShapes(object, journey, { ...rules, moveBitmap }, clipped)
    : coveredShapes(object, journey, { ...rules, moveBitmap });
  if (!shapes) return { dropped: 'outside' };

  const touched = journey.moves || journey.covers.length > 0 || moveBitmap;
  const whole = isCut ? { ...object, truncated: true } : object;
  const isCovered = sight !== undefined || (seen !== undefined && isLess(seen.visible, seen.shown));
  return {
    object: touched ? withShapes(whole, shapes, journey, rules.swapping) : object,
    visibility: seen?.original ? seen.visible / seen.original : 1,
    clipped,
    sight: isCovered && seen?.seen ? moveSight(seen.seen(), journey) : undefined,
  };
}

function vanished({ original, shown, visible }: Extent): 'outside' | 'hidden' | undefined {
  const least = original * NOTHING;
  if (shown <= least) return 'outside';
  return visible <= least ? 'hidden' : undefined;
}

function withShapes(
  object: AnnotatedObject,
  shapes: Shapes,
  { mirrored }: Journey,
  swapping: Swapping,
): AnnotatedObject {
  const { box: _b, orientedBox: _o, polygons: _p, lines: _l, keypoints: _k, bitmap: _m, ...others } = object;
  return { ...others, ...(mirrored && { class: mirroredClass(object, swapping) }), ...shapes };
}
