import { expect } from 'vitest';
import { moveAnnotations } from '../../src/core/annotations/move.js';
import { apply } from '../../src/core/geometry/matrix.js';
import type { Box, Frame, Point } from '../../src/core/geometry/types.js';
import { operationMatrix } from '../../src/core/plan/operation-matrix.js';
import { isGeometric, isProjective } from '../../src/core/plan/operations.js';
import type { Operation } from '../../src/core/plan/operations.js';
import { differences, labelsOf, sampleChoice } from './running.js';
import type { Choice, ReferenceSource } from './running.js';

/** Where labels come to lie. */
export interface MovedLabels {
  /** Null: filtered out. */
  readonly boxes: readonly (Box | null)[];
  /** Null: upstream's are half a pixel off their image, and not compared. */
  readonly keypoints: readonly (readonly [number, number])[] | null;
}

/** In pixels. */
export interface LabelTolerances {
  readonly matrix: number;
  /** The references of curved maps find labels on a grid. */
  readonly curve: number;
}

export function expectLabels(
  one: Choice & MovedLabels,
  source: ReferenceSource,
  tolerances: LabelTolerances,
): void {
  const operations = sampleChoice(one, source);
  const { annotations } = moveAnnotations(labelsOf(source), operations);
  const isCurved = operations.some((operation) => isGeometric(operation) && !isProjective(operation));
  const tolerance = isCurved ? tolerances.curve : tolerances.matrix;
  const find = (name: string) => annotations.objects.find((object) => object.class === name);
  one.boxes.forEach((box, index) => {
    const hull = isCurved || box === null ? box : clippedHull(source.boxes[index]!, operations, source.image);
    const moved = find(`box ${index}`)?.box;
    expect(hull === null).toBe(box === null);
    if (box === null || hull === null) {
      expect(moved).toBeUndefined();
      return;
    }
    expect(Math.max(...differences(isCurved ? moved! : hull, box))).toBeLessThan(tolerance);
    // Upstream clips the hull of the corners; we take the hull of what is left of them, which may be smaller.
    const slack = moved!.map((value, side) => (side < 2 ? value - box[side]! : box[side]! - value));
    expect(Math.min(...slack)).toBeGreaterThan(-tolerance);
  });
  one.keypoints?.forEach(([x, y], index) => {
    const [left, top] = [x + 0.5, y + 0.5];
    const moved = find(`point ${index}`)?.keypoints?.[0];
    const inside = left >= 0 && top >= 0 && left <= annotations.width && top <= annotations.height;
    expect(moved !== undefined).toBe(inside);
    if (moved) expect(Math.max(...differences([moved.x, moved.y], [left, top]))).toBeLessThan(tolerance);
  });
}

/** As upstream moves boxes: the hull of the moved corners, clipped to the frame; null where nothing is left. */
function clippedHull([x0, y0, x1, y1]: Box, operations: readonly Operation[], first: Frame): Box | null {
  let frame = first;
  let corners: readonly Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  for (const operation of operations.filter(isProjective)) {
    const step = operationMatrix(operation, frame);
    corners = corners.map((corner) => apply(step.matrix, corner));
    frame = step.frame;
  }
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const left = Math.max(0, Math.min(...xs));
  const top = Math.max(0, Math.min(...ys));
  const right = Math.min(frame.width, Math.max(...xs));
  const bottom = Math.min(frame.height, Math.max(...ys));
  return right > left && bottom > top ? [left, top, right, bottom] : null;
}
