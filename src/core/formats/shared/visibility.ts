import type { Visibility } from '../../annotations/model.js';

/**
 * Visibilities as a file has them: 0, 1 or 2. If one of an object's lies between these, all are confidences of a detector:
 * a keypoint is visible where its confidence is above 0.
 * @returns undefined if one of them is neither
 */
export function readVisibilities(values: readonly number[]): readonly Visibility[] | undefined {
  const areConfidences = values.some((value) => value > 0 && value < 1);
  const read = values.map((value): Visibility | undefined => {
    if (areConfidences) return value < 0 || value > 1 ? undefined : value > 0 ? 2 : 0;
    return value === 0 || value === 1 || value === 2 ? value : undefined;
  });
  return read.every((value) => value !== undefined) ? read : undefined;
}
