import { scaling } from '../../geometry/matrix.js';
import { isResampleFilter, type UnmixedOperation } from '../../plan/operations.js';
import type { Frame } from '../../geometry/types.js';
import { NOTHING, roundHalfEven, type ResizeInterpolation } from '../parameters.js';
import { warp } from './matrices.js';

interface ResizeParameters {
  readonly interpolation: ResizeInterpolation;
  readonly area_for_downscale: 'image' | null;
}

/**
 * A change of size; no Operation where the size is the same.
 * @param shrinks whether `area_for_downscale` applies
 */
export function resize(
  from: Frame,
  to: Frame,
  { interpolation, area_for_downscale }: ResizeParameters,
  shrinks: boolean,
): readonly UnmixedOperation[] {
  if (from.width === to.width && from.height === to.height) return NOTHING;
  const filter = shrinks && area_for_downscale !== null ? 'area' : interpolation;
  if (isResampleFilter(filter)) {
    return [{ kind: 'resample', width: to.width, height: to.height, filter }];
  }
  return warp(scaling(to.width / from.width, to.height / from.height), from, to, {
    interpolation: filter,
    border_mode: 'replicate',
    fill: [0],
    fill_mask: 0,
  });
}

/** The scaled size. Sides are rounded, halves to the even neighbour, and at least 1. */
export function scaledFrame({ width, height }: Frame, scale: number): Frame {
  return {
    width: Math.max(1, roundHalfEven(width * scale)),
    height: Math.max(1, roundHalfEven(height * scale)),
  };
}

/** The scaled size. Sides are truncated, and at least 1. */
export function truncatedFrame({ width, height }: Frame, scale: number): Frame {
  return { width: Math.max(1, Math.trunc(width * scale)), height: Math.max(1, Math.trunc(height * scale)) };
}
