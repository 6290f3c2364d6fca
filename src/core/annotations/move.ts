import { isCovering } from '../plan/operations.js';
import type { Operation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE, type LabelFilter } from './filter.js';
import { swapFills, swapValues } from './label-map-classes.js';
import type { Annotations, LabelReport, LabelMap } from './model.js';
import { moveObject, type BitmapMover, type ObjectFate } from './object.js';
import { wayOf } from './legs.js';
import { pairWarnings, reportFates, unmovedWarnings } from './report.js';
import type { Swapping } from './swap.js';

export interface MoveOptions {
  /** Absent: every object that is still visible is kept. */
  readonly filter?: LabelFilter;
  /** What exchanges on a mirrored image. Absent: keypoints whose names differ only by left and right. */
  readonly swapping?: Swapping;
  /**
   * Move pixels by the same Operations. Absent: if anything moves, label maps are left out, and a box replaces each
   * bitmap.
   */
  readonly pixels?: {
    readonly bitmap: BitmapMover;
    /** @param operations those that were given, or the same with other values to fill label maps with */
    readonly labelMap: (labelMap: LabelMap, operations: readonly Operation[]) => LabelMap;
  };
}

const NO_SWAPPING: Swapping = { names: new Map() };

export interface MovedAnnotations {
  readonly annotations: Annotations;
  readonly report: LabelReport;
}

/**
 * Moves labels as the Operations move pixels. Shapes are clipped once, to the region that every step shows, and moved
 * once, so what a crop cut off does not come back when a later step pads or zooms out.
 *
 * - A box is clipped and moved as a polygon; the new box is the bounding box of the result. If the object is clipped, or
 *   the axes do not stay parallel to the edges, the bounding box of its bitmap, polygons or oriented box is used instead.
 * - An oriented box that is cut off is fitted to the rest, along its own sides. Its corners may lie outside the frame.
 * - A keypoint outside becomes 0, 0 with visibility 0, and the others keep their index. Below a hiding fill a keypoint
 *   becomes hidden.
 * - Visibility is the visible share of an object's most precise shape. The whole is its part inside the original image,
 *   and both are measured in the original's coordinates, so scaling does not matter.
 *
 * A remap bends outlines: shapes arrive there clipped, move by its field, and are clipped to the frame. Visible shares before
 * and behind it are multiplied.
 *
 * If nothing is moved, covered or dropped, the same Annotations object is returned.
 *
 * @param annotations in the frame that the first Operation expects
 */
export function moveAnnotations(
  annotations: Annotations,
  operations: readonly Operation[],
  options: MoveOptions = {},
): MovedAnnotations {
  const { fates: _, ...moved } = followAnnotations(annotations, operations, options);
  return moved;
}

/** The same, and what became of each object. */
export function followAnnotations(
  annotations: Annotations,
  operations: readonly Operation[],
  options: MoveOptions = {},
): MovedAnnotations & { readonly fates: readonly ObjectFate[] } {
  const way = wayOf(annotations, operations);
  const { filter = KEEP_ALL_VISIBLE, swapping = NO_SWAPPING } = options;
  const masksChange = way.moves || operations.some(fillsMasks);
  const pixels = masksChange ? options.pixels : undefined;
  const rules = { filter, swapping, moveBitmap: pixels?.bitmap };

  const fates = annotations.objects.map((object) => moveObject(object, way.legs, rules));
  const objects = fates.flatMap((fate) => ('object' in fate ? [fate.object] : []));
  const datasetWarnings = [
    ...(way.mirrored ? pairWarnings(objects, swapping) : []),
    ...(way.moves ? unmovedWarnings(objects) : []),
  ];
  const counted = fates.filter((_, i) => !annotations.objects[i]!.double);
  const report = reportFates(counted, datasetWarnings);
  const unchanged = fates.every((fate, i) => 'object' in fate && fate.object === annotations.objects[i]);
  if (!masksChange && unchanged) return { annotations, report, fates };

  const { names } = swapping;
  const isMirroredLater = way.mirroredBehind.map((behind) => behind !== way.mirrored);
  const movedMap = (map: LabelMap, move: NonNullable<MoveOptions['pixels']>['labelMap']) =>
    move(way.mirrored ? swapValues(map, names) : map, swapFills(operations, isMirroredLater, map, names));
  return {
    annotations: {
      ...annotations,
      width: way.frame.width,
      height: way.frame.height,
      objects,
      labelMaps: pixels
        ? annotations.labelMaps.map((map) => movedMap(map, pixels.labelMap))
        : way.moves
          ? []
          : annotations.labelMaps,
      tags: way.mirrored ? annotations.tags.map((tag) => names.get(tag) ?? tag) : annotations.tags,
    },
    report,
    fates,
  };
}

/** The labels after some Operations, without pixels: a transform that comes next samples from them. */
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
