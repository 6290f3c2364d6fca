import { compose, IDENTITY, multiply, scaling, translation } from '../../geometry/matrix.js';
import { cos, sin, tan } from '../../math.js';
import type { UnmixedOperation } from '../../plan/operations.js';
import type { Frame, Matrix3 } from '../../geometry/types.js';
import { shrunkFrame } from './antialias.js';
import { edgeOf, NOTHING, type RotateMethod, type WarpParameters } from '../parameters.js';

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Exact for quarter turns, so that a turn by 90° moves whole pixels. */
export function sineAndCosine(degrees: number): readonly [sine: number, cosine: number] {
  const turn = ((degrees % 360) + 360) % 360;
  switch (turn) {
    case 0:
      return [0, 1];
    case 90:
      return [1, 0];
    case 180:
      return [0, -1];
    case 270:
      return [-1, 0];
    default:
      return [sin(radians(turn)), cos(radians(turn))];
  }
}

/** Counter-clockwise as displayed, about the origin. */
export function rotation(degrees: number): Matrix3 {
  const [sine, cosine] = sineAndCosine(degrees);
  return [cosine, sine, 0, -sine, cosine, 0, 0, 0, 1];
}

/** With the sign of Albumentations: a positive x moves points below the origin to the left. */
export function shearing(degreesX: number, degreesY: number): Matrix3 {
  return [1, tan(radians(-degreesX)), 0, tan(radians(-degreesY)), 1, 0, 0, 0, 1];
}

/** The map that does about the frame's centre what `map` does about the origin. */
export function aboutCentre(map: Matrix3, { width, height }: Frame): Matrix3 {
  return compose(translation(-width / 2, -height / 2), map, translation(width / 2, height / 2));
}

/** The warp of an image of size `from`; no Operation where it would change nothing. */
export function warp(
  matrix: Matrix3,
  from: Frame,
  to: Frame,
  parameters: WarpParameters & { readonly rotate_method?: RotateMethod; readonly antialias?: boolean },
): readonly UnmixedOperation[] {
  const still = matrix.every((value, index) => value === IDENTITY[index]);
  if (still && from.width === to.width && from.height === to.height) return NOTHING;
  const shrunk = parameters.antialias ? shrunkFrame(matrix, from) : from;
  const isShrunk = shrunk.width < from.width || shrunk.height < from.height;
  const rest = isShrunk
    ? multiply(matrix, scaling(from.width / shrunk.width, from.height / shrunk.height))
    : matrix;
  return [
    ...(isShrunk ? [{ kind: 'resample', filter: 'area', ...shrunk } as const] : []),
    {
      kind: 'warp',
      // JSON has no −0.
      matrix: rest.map((value) => value + 0) as unknown as Matrix3,
      width: to.width,
      height: to.height,
      interpolation: parameters.interpolation,
      ...(parameters.rotate_method === 'ellipse' && { boxesAs: 'ellipses' }),
      ...edgeOf(parameters),
    },
  ];
}
