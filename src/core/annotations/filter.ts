import type { Box } from '../geometry/types.js';

/** What an object must still have to be kept. */
export interface LabelFilter {
  /** Share of the original area (of the part inside the picture) that must remain to be seen, 0–1. */
  readonly min_visibility: number;
  /** Of the final box, in square pixels; without a box, of the hull of its shapes. */
  readonly min_area: number;
  /** Of the same, in pixels. */
  readonly min_width: number;
  readonly min_height: number;
}

/** Nothing but what cannot be seen at all is dropped. */
export const KEEP_ALL_VISIBLE: LabelFilter = { min_visibility: 0, min_area: 0, min_width: 0, min_height: 0 };

/**
 * outside: nothing of it lies in every frame. hidden: what does is covered. empty: it had no extent to begin with.
 * The others are the minima it fails.
 */
export type DropReason = 'outside' | 'hidden' | 'empty' | keyof LabelFilter;

/** Shares and sizes are compared with this slack, so that rounding does not decide. */
const SLACK = 1e-9;

/** @param box undefined for what has no area: then only visibility counts */
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
