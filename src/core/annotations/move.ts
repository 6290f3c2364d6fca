import { isCovering } from '../plan/operations.js';
import type { Operation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE, type LabelFilter } from './filter.js';
import type { Annotations, LabelReport, LabelMap } from './model.js';
import { moveObject, type BitmapMover } from './object.js';
import { followOperations } from './region.js';
import { copyWarnings, reportFates } from './report.js';
import type { Swapping } from './swap.js';

export interface MoveOptions {
  /** Absent: what can still be seen at all is kept. */
  readonly filter?: LabelFilter;
  /** What exchanges on a mirrored picture. Absent: keypoints whose names differ by left and right alone. */
  readonly swapping?: Swapping;
  /** Move pixels by the same Operations. Absent: bitmaps (their box stands for them) and labelMaps are left out where anything moves. */
  readonly pixels?: {
    readonly bitmap: BitmapMover;
    readonly labelMap: (labelMap: LabelMap) => LabelMap;
  };
}

const NO_SWAPPING: Swapping = { names: new Map() };

export interface MovedAnnotations {
  readonly annotations: Annotations;
  readonly report: LabelReport;
}

/**
 * Carries labels from a picture to what the Operations make of it. Shapes are clipped once, to what every step left
 * visible, and moved once, so nothing that a crop took away comes back when a later step pads or zooms out.
 *
 * - A box is moved as its four corners, and is the upright hull of what is left of them. Where the picture is turned
 *   askew or the object is clipped, and it has a bitmap, polygons or an oriented box too, the box is their hull instead.
 * - An oriented box keeps its four corners, also where they leave the frame.
 * - A keypoint outside becomes 0, 0 with visibility 0 and keeps its place in the list; below a hiding fill it becomes hidden.
 * - Visibility is what can still be seen of an object's most precise shape, as a share of that shape's part inside the
 *   original picture; both are measured in the original's coordinates, so scaling does not matter.
 *
 * Operations that move nothing and cover nothing give back the same Annotations, unless `filter` drops some.
 *
 * @param annotations in the frame that the first Operation expects
 */
export function moveAnnotations(
  annotations: Annotations,
  operations: readonly Operation[],
  options: MoveOptions = {},
): MovedAnnotations {
  const journey = followOperations(annotations, operations);
  const { filter = KEEP_ALL_VISIBLE, swapping = NO_SWAPPING } = options;
  const masksChange = journey.moves || operations.some(fillsMasks);
  const pixels = masksChange ? options.pixels : undefined;
  const rules = { filter, swapping, moveBitmap: pixels?.bitmap };

  const fates = annotations.objects.map((object) => moveObject(object, journey, rules));
  const warnings = annotations.objects.length > 0 ? copyWarnings(annotations, operations) : [];
  const report = reportFates(fates, warnings);
  const objects = fates.flatMap((fate) => ('object' in fate ? [fate.object] : []));
  const unchanged = fates.every((fate, i) => 'object' in fate && fate.object === annotations.objects[i]);
  if (!masksChange && unchanged) return { annotations, report };

  const { names } = swapping;
  return {
    annotations: {
      ...annotations,
      width: journey.frame.width,
      height: journey.frame.height,
      objects,
      labelMaps: pixels
        ? annotations.labelMaps.map(pixels.labelMap)
        : journey.moves
          ? []
          : annotations.labelMaps,
      tags: journey.mirrored ? annotations.tags.map((tag) => names.get(tag) ?? tag) : annotations.tags,
    },
    report,
  };
}

/** Labels as they stand after some Operations, for sampling what follows: no pixels are moved. */
export function annotationsAfter(
  annotations: Annotations,
  operations: readonly Operation[],
  options: Omit<MoveOptions, 'pixels'> = {},
): Annotations {
  return moveAnnotations(annotations, operations, options).annotations;
}

function fillsMasks(operation: Operation): boolean {
  return isCovering(operation) && operation.maskFill !== null;
}
