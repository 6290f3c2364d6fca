import type { Keypoint } from './model.js';

/**
 * An object's keypoints in the order of a list of names; undefined for a name that the object has no keypoint of. Several
 * positions of one name get the keypoints of that name in their order. If a keypoint or the list has no name, the
 * positions count.
 */
export function inOrderOf(
  names: readonly string[] | undefined,
  keypoints: readonly Keypoint[],
): readonly (Keypoint | undefined)[] {
  if (!names?.length || keypoints.some(({ name }) => name === undefined)) return keypoints;
  const left = [...keypoints];
  return names.map((wanted) => {
    const at = left.findIndex(({ name }) => name === wanted);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
}

/**
 * A list of names that has a position for every keypoint of these objects: names in the order in which they occur, each
 * as often as one object has it.
 */
export function unionOfNames(lists: readonly (readonly string[])[]): readonly string[] {
  const names: string[] = [];
  for (const list of lists) {
    const left = [...names];
    for (const name of list) {
      const at = left.indexOf(name);
      if (at < 0) names.push(name);
      else left.splice(at, 1);
    }
  }
  return names;
}
