import { IDENTITY, apply, invert, scaling, translation } from '../geometry/matrix.js';
import type { Frame, Matrix3, Rectangle } from '../geometry/types.js';
import { isProjective } from './operations.js';
import type { Operation, Orientation, ProjectiveOperation } from './operations.js';

/** The frame after an orientation. */
export function orientedFrame(to: Orientation, { width, height }: Frame): Frame {
  return swapsSides(to) ? { width: height, height: width } : { width, height };
}

/** Whether what lay across lies down after an orientation. */
export function swapsSides(to: Orientation): boolean {
  return SWAPS_SIDES[to];
}

const SWAPS_SIDES: Readonly<Record<Orientation, boolean>> = {
  identity: false,
  turn_90: true,
  turn_180: false,
  turn_270: true,
  flip_horizontal: false,
  flip_vertical: false,
  transpose: true,
  anti_transpose: true,
};

/** Turns are counter-clockwise as displayed. `frame` is the incoming one. */
export function orientationMatrix(to: Orientation, { width, height }: Frame): Matrix3 {
  switch (to) {
    case 'identity':
      return IDENTITY;
    case 'turn_90':
      return [0, 1, 0, -1, 0, width, 0, 0, 1];
    case 'turn_180':
      return [-1, 0, width, 0, -1, height, 0, 0, 1];
    case 'turn_270':
      return [0, -1, height, 1, 0, 0, 0, 0, 1];
    case 'flip_horizontal':
      return [-1, 0, width, 0, 1, 0, 0, 0, 1];
    case 'flip_vertical':
      return [1, 0, 0, 0, -1, height, 0, 0, 1];
    case 'transpose':
      return [0, 1, 0, 1, 0, 0, 0, 0, 1];
    case 'anti_transpose':
      return [0, -1, height, -1, 0, width, 0, 0, 1];
  }
}

/** Where a rectangle of the turned image lies in the image before the turn, which has the size `frame`. */
export function beforeOrientation(to: Orientation, frame: Frame, rectangle: Rectangle): Rectangle {
  const back = invert(orientationMatrix(to, frame));
  const { x, y, width, height } = rectangle;
  const [x0, y0] = apply(back, [x, y]);
  const [x1, y1] = apply(back, [x + width, y + height]);
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), ...orientedFrame(to, rectangle) };
}

/** The frame after an Operation. `frame` is the incoming one. */
export function frameAfter(frame: Frame, operation: Operation): Frame {
  if (operation.kind === 'mix') return { width: operation.width, height: operation.height };
  return isProjective(operation) ? operationMatrix(operation, frame).frame : frame;
}

/** How a projective Operation moves points: the matrix from incoming to outgoing edge coordinates, and the outgoing frame. */
export function operationMatrix(
  operation: ProjectiveOperation,
  frame: Frame,
): { readonly matrix: Matrix3; readonly frame: Frame } {
  if (operation.kind === 'orient') {
    return {
      matrix: orientationMatrix(operation.to, frame),
      frame: orientedFrame(operation.to, frame),
    };
  }
  const { width, height } = operation;
  return { matrix: resizingMatrix(operation, frame), frame: { width, height } };
}

function resizingMatrix(operation: Exclude<ProjectiveOperation, { kind: 'orient' }>, frame: Frame): Matrix3 {
  switch (operation.kind) {
    case 'window':
      return translation(-operation.x, -operation.y);
    case 'warp':
      return operation.matrix;
    case 'resample':
      return scaling(operation.width / frame.width, operation.height / frame.height);
  }
}
