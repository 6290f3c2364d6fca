import { IDENTITY, multiply } from '../geometry/matrix.js';
import type { Frame, Matrix3, Rectangle } from '../geometry/types.js';
import { operationMatrix, orientationMatrix } from './operation-matrix.js';
import { ORIENTATIONS } from './operations.js';
import type { Operation, Orientation, OrientOperation, WindowOperation } from './operations.js';

/** What moves pixels and computes none: the whole image is turned, then cropped. */
export interface Rearrangement {
  readonly to: Orientation;
  /** In pixels of the turned image; the whole of it where nothing is cut off. */
  readonly crop: Rectangle;
}

/**
 * Operations that together only turn and crop, as one turn and one crop.
 * @param frame size of the image before them
 * @returns undefined where an Operation computes pixels, or adds some at an edge
 */
export function rearrangementOf(operations: readonly Operation[], frame: Frame): Rearrangement | undefined {
  let matrix = IDENTITY;
  let current = frame;
  for (const operation of operations) {
    if (!rearranges(operation, current)) return undefined;
    const moved = operationMatrix(operation, current);
    matrix = multiply(moved.matrix, matrix);
    current = moved.frame;
  }
  const to = ORIENTATIONS.find((one) => turnsEqually(orientationMatrix(one, frame), matrix))!;
  const turned = orientationMatrix(to, frame);
  const { width, height } = current;
  return { to, crop: { x: turned[2] - matrix[2], y: turned[5] - matrix[5], width, height } };
}

function rearranges(operation: Operation, frame: Frame): operation is OrientOperation | WindowOperation {
  return operation.kind === 'orient' || (operation.kind === 'window' && liesInside(operation, frame));
}

function liesInside({ x, y, width, height }: WindowOperation, frame: Frame): boolean {
  return x >= 0 && y >= 0 && x + width <= frame.width && y + height <= frame.height;
}

/** Whether two matrices differ by a shift at most. */
function turnsEqually(a: Matrix3, b: Matrix3): boolean {
  return [0, 1, 3, 4].every((i) => a[i] === b[i]);
}
