import { invert } from '../geometry/matrix.js';
import { operationMatrix } from '../plan/operation-matrix.js';
import type { Border, Operation } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import { evenOddArea } from '../geometry/area.js';
import { clipRings } from '../geometry/clip.js';
import { boxCorners, sum } from '../geometry/shapes.js';
import type { AnnotatedObject, LabelReport } from './model.js';
import type { ObjectFate } from './object.js';
import { followOperations, frameBox, rectangleBorders } from './region.js';
import { whileStraight } from './legs.js';
import { isProjective } from '../plan/operations.js';
import { remapLattice } from '../plan/remap-lattice.js';
import { shownAt, type Lattice } from '../geometry/lattice.js';
import { knowsPairs, type Swapping } from './swap.js';

/** Counts what happened to the objects of an image. */
export function reportFates(fates: readonly ObjectFate[], datasetWarnings: readonly string[]): LabelReport {
  const reasons: Record<string, number> = {};
  let [kept, clipped] = [0, 0];
  for (const fate of fates) {
    if ('dropped' in fate) reasons[fate.dropped] = (reasons[fate.dropped] ?? 0) + 1;
    else {
      kept += 1;
      if (fate.clipped) clipped += 1;
    }
  }
  return { kept, clipped, dropped: fates.length - kept, reasons, datasetWarnings };
}

/** What happened to labels that were counted apart. */
export function addReports(reports: readonly LabelReport[]): LabelReport {
  const reasons: Record<string, number> = {};
  for (const [reason, count] of reports.flatMap((report) => Object.entries(report.reasons)))
    reasons[reason] = (reasons[reason] ?? 0) + count;
  const total = (count: 'kept' | 'clipped' | 'dropped') => sum(reports.map((report) => report[count]));
  return {
    kept: total('kept'),
    clipped: total('clipped'),
    dropped: total('dropped'),
    reasons,
    datasetWarnings: [...new Set(reports.flatMap(({ datasetWarnings }) => datasetWarnings))],
  };
}

const UNPAIRED =
  'mirrored keypoints keep their positions in the list, because no pairs are known: neither the data set (flip_idx), nor ' +
  'their names (left and right), nor labels.swap tells them; {nose: nose} in labels.swap says that a keypoint has none';

/** One warning if keypoints are mirrored, and nothing tells which of them exchange. */
export function pairWarnings(objects: readonly AnnotatedObject[], swapping: Swapping): string[] {
  return objects.every(({ keypoints = [] }) => knowsPairs(keypoints, swapping)) ? [] : [UNPAIRED];
}

/** One warning for each kind of geometry that the labels have besides the shapes. */
export function unmovedWarnings(objects: readonly AnnotatedObject[]): string[] {
  const names = new Set(objects.flatMap(({ unmoved = [] }) => unmoved));
  return [...names].map((name) => `${name} is not moved: it is left out of the labels of objects that moved`);
}

const COPYING: ReadonlySet<Border> = new Set<Border>(['reflect', 'reflect_101', 'wrap']);

/** In square pixels; a smaller area is rounding. */
const LEAST_AREA = 1e-3;

/**
 * The borders that repeat the image where the result shows it, by the positions of their Operations. Copies of objects may
 * be seen there, which have no labels. Of `replicate` only the outermost pixels are seen again.
 */
export function copyingBorders(start: Frame, operations: readonly Operation[]): ReadonlyMap<number, Border> {
  const borders = new Map<number, Border>();
  let frame = start;
  operations.forEach((operation, i) => {
    if (operation.kind === 'remap') {
      if (COPYING.has(operation.border) && showsBeyond(remapLattice(operation, frame)))
        borders.set(i, operation.border);
      return;
    }
    if (!isProjective(operation)) return;
    const incoming = frame;
    const step = operationMatrix(operation, incoming);
    frame = step.frame;
    if (!('border' in operation) || !COPYING.has(operation.border)) return;

    const later = followOperations(frame, whileStraight(operations.slice(i + 1)));
    const shown = clipRings([boxCorners(frameBox(frame))], later.visible);
    const covered = clipRings(shown, rectangleBorders(invert(step.matrix), frameBox(incoming)));
    if (evenOddArea(shown) - evenOddArea(covered) > LEAST_AREA) borders.set(i, operation.border);
  });
  return borders;
}

/** Asked at so many points of each edge. */
const POINTS_ASKED = 64;
/** In pixels; less is rounding. */
const LEAST_DEPTH = 0.05;

/** Whether an edge of the frame shows what lies beyond the incoming frame. */
function showsBeyond(lattice: Lattice): boolean {
  const { width, height } = lattice;
  for (let i = 0; i <= POINTS_ASKED; i++) {
    const [x, y] = [(i / POINTS_ASKED) * width, (i / POINTS_ASKED) * height];
    const edges = [
      shownAt(lattice, [x, 0]),
      shownAt(lattice, [x, height]),
      shownAt(lattice, [0, y]),
      shownAt(lattice, [width, y]),
    ];
    const isBeyond = (value: number, end: number) => value < -LEAST_DEPTH || value > end + LEAST_DEPTH;
    if (edges.some(([u, v]) => isBeyond(u, width) || isBeyond(v, height))) return true;
  }
  return false;
}
