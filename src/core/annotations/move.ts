import type { Polygon } from '../geometry/types.js';
import type { MixedSource, Operation, UnmixedOperation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE, type DropReason, type LabelFilter } from './filter.js';
import { mixLabels } from './mix-labels.js';
import type { Annotations, LabelMap, LabelReport } from './model.js';
import { moveUnmixed, type Arrived } from './move-unmixed.js';
import { WHOLE, type BitmapMover, type ObjectFate } from './object.js';
import { addReports } from './report.js';
import type { Swapping } from './swap.js';

/** Labels of another Source, in its frame, as a layer shows it. */
export type OtherLabels = (source: MixedSource) => Annotations;

/** Even-odd rings around what is opaque of another Source, in its frame; undefined where it has no alpha. */
export type OpaqueOutlines = (source: MixedSource) => Polygon['rings'] | undefined;

export interface MoveOptions {
  /** Absent: every object that is still visible is kept. */
  readonly filter?: LabelFilter;
  /** What exchanges on a mirrored image. Absent: keypoints whose names differ only by left and right. */
  readonly swapping?: Swapping;
  /** Labels of the Sources that are mixed in. Absent: they bring none. */
  readonly others?: OtherLabels | undefined;
  /** Absent: layers that show by their alpha cover their rectangles. */
  readonly opaque?: OpaqueOutlines | undefined;
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
 * and behind it are multiplied. A mix gathers the labels of its layers: see `mixLabels`.
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
  const { annotations: moved, report } = followAnnotations(annotations, operations, options);
  return { annotations: moved, report };
}

/** Labels at the beginning, or behind a mix, and what happened to their objects until then. */
export type Chapter = Pick<Arrived, 'annotations' | 'pasts'>;

/** The same, with all that is needed to tell what each Operation did. */
export interface FollowedAnnotations extends MovedAnnotations {
  /** From one mix to the next. */
  readonly chapters: readonly Chapter[];
  /** What became of the objects of the last of them. */
  readonly fates: readonly ObjectFate[];
  /** Why objects of the image itself did not arrive there, by their places. */
  readonly lost: ReadonlyMap<number, DropReason>;
}

const NOTHING_HAPPENED = addReports([]);

export function followAnnotations(
  annotations: Annotations,
  operations: readonly Operation[],
  options: MoveOptions = {},
): FollowedAnnotations {
  let chapter: Arrived = {
    annotations,
    pasts: annotations.objects.map((_, own) => ({ ...WHOLE, own })),
    report: NOTHING_HAPPENED,
  };
  const chapters: Chapter[] = [chapter];
  const lost = new Map<number, DropReason>();
  // The minima count at the end alone.
  const keepingAll = { ...options, filter: KEEP_ALL_VISIBLE };
  let from = 0;
  for (const [at, operation] of operations.entries()) {
    if (operation.kind !== 'mix') continue;
    const until = operations.slice(from, at) as readonly UnmixedOperation[];
    const moved = moveBetween(chapter, until, keepingAll);
    noteLost(lost, chapter.pasts, moved.fates);
    const mixed = mixLabels(moved, operation, keepingAll);
    for (const [own, reason] of mixed.lost) lost.set(own, reason);
    chapter = mixed;
    chapters.push(chapter);
    from = at + 1;
  }
  const rest = (from === 0 ? operations : operations.slice(from)) as readonly UnmixedOperation[];
  const { annotations: moved, report, fates } = moveBetween(chapter, rest, options);
  return { annotations: moved, report, chapters, fates, lost };
}

function noteLost(
  lost: Map<number, DropReason>,
  pasts: Chapter['pasts'],
  fates: readonly ObjectFate[],
): void {
  for (const [i, fate] of fates.entries()) {
    const { own } = pasts[i]!;
    if (own !== undefined && 'dropped' in fate) lost.set(own, fate.dropped);
  }
}

/** What was dropped before counts too. */
function moveBetween(
  { annotations, pasts, report }: Arrived,
  operations: readonly UnmixedOperation[],
  options: MoveOptions,
): Arrived & Pick<FollowedAnnotations, 'fates'> {
  const moved = moveUnmixed(annotations, operations, options, pasts);
  if (report === NOTHING_HAPPENED) return moved;
  const { kept, clipped } = moved.report;
  return { ...moved, report: { ...addReports([report, moved.report]), kept, clipped } };
}

/** The labels after some Operations, without pixels: a transform that comes next samples from them. */
export function annotationsAfter(
  annotations: Annotations,
  operations: readonly Operation[],
  options: Omit<MoveOptions, 'pixels'> = {},
): Annotations {
  return moveAnnotations(annotations, operations, options).annotations;
}
