import { IDENTITY, scaling, translation } from '../geometry/matrix.js';
import type { Frame, Matrix3 } from '../geometry/types.js';
import type { GeometricOperation, Orientation } from './operations.js';

/** The picture's size after an orientation. */
export function orientedFrame(to: Orientation, { width, height }: Frame): Frame {
  const swaps = to === 'turn_90' || to === 'turn_270' || to === 'transpose' || to === 'anti_transpose';
  return swaps ? { width: height, height: width } : { width, height };
}

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

/**
 * How a geometric Operation moves points: the matrix from incoming to outgoing edge coordinates, and the outgoing frame.
 * A scaled decoder's pixel covers exactly denominator × denominator of the Source's, also where the last one sticks out.
 */
export function operationMatrix(
  operation: GeometricOperation,
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

function resizingMatrix(operation: Exclude<GeometricOperation, { kind: 'orient' }>, frame: Frame): Matrix3 {
  switch (operation.kind) {
    case 'decode':
      return scaling(1 / operation.denominator, 1 / operation.denominator);
    case 'window':
      return translation(-operation.x, -operation.y);
    case 'warp':
      return operation.matrix;
    case 'resample':
      return scaling(operation.width / frame.width, operation.height / frame.height);
  }
}
