/** What the partners of keypoints (`flip_idx` of Ultralytics) have to be, for messages. */
export const PARTNERS_EXPECTED =
  'expected the partner of each keypoint, counted from 0, where the partner of the partner is the keypoint itself';

/** True if mirroring twice by these partners gives every one of `count` keypoints back. */
export function arePartners(values: readonly unknown[], count: number): values is readonly number[] {
  return (
    values.length === count &&
    values.every((value, i) => typeof value === 'number' && Number.isInteger(value) && values[value] === i)
  );
}
