import type { Box } from '../geometry/types.js';

/** Minima that an object must reach to be kept. */
export interface LabelFilter {
  /** Visible share of the original area, 0–1. The original area is the part inside the original image. */
  readonly min_visibility: number;
  /** Area of the final box in square pixels. An object without a box has the bounding box of its shapes. */
  readonly min_area: number;
  /** Width and height of the same box, in pixels. */
  readonly min_width: number;
  readonly min_height: number;
}

/** Drops only objects that are not visible at all. */
export const KEEP_ALL_VISIBLE: LabelFilter = { min_visibility: 0, min_area: 0, min_width: 0, min_height: 0 };

/**
 * outside: no part lies in every frame. hidden: fills cover all parts that do. empty: the object never had an extent.
 * The others are the minima that the object does not reach.
 */
export type DropReason = 'outside' | 'hidden' | 'empty' | keyof LabelFilter;

/** Tolerance in comparisons, so that rounding does not decide. */
const SLACK = 1e-9;

/** @param box absent for an object without an area: then only visibility counts */
export function failedMinimum(
  filter: LabelFilter,
  visibility: number,
  box: Box | undefined,
): DropReason | undefined {
  if (visibility < filter.min_visibility - SLACK) return 'min_visibility';
  if (!box) return undefined;
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  if (width * height < filter.min_area - SLACK) return 'min_area';
  if (width < filter.min_width - SLACK) return 'min_width';
  if (height < filter.min_height - SLACK) return 'min_height';
  return undefined;
}
