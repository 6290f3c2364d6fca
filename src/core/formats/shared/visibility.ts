import type { Visibility } from '../../annotations/model.js';

/** True if these are confidences of a detector, and no visibilities: one of them lies between 0 and 1. */
export function areConfidences(values: readonly number[]): boolean {
  return values.some((value) => value > 0 && value < 1);
}

/**
 * Visibilities as a file has them: 0, 1 or 2. Of confidences, a keypoint is visible where its own is above 0, as trainers
 * take it.
 * @returns undefined if one of them is neither
 */
export function readVisibilities(
  values: readonly number[],
  confidences = areConfidences(values),
): readonly Visibility[] | undefined {
  const read = values.map((value): Visibility | undefined => {
    if (confidences) return value < 0 || value > 1 ? undefined : value > 0 ? 2 : 0;
    return value === 0 || value === 1 || value === 2 ? value : undefined;
  });
  return read.every((value) => value !== undefined) ? read : undefined;
}
