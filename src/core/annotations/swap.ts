import type { AnnotatedObject, Annotations, Keypoint, SwapNames } from './model.js';
import { otherSide, possibleOtherSides } from './sides.js';

/** How names and keypoints exchange on a mirrored image. */
export interface Swapping {
  /** Names of classes and keypoints. */
  readonly names: SwapNames;
  /** Keypoint i exchanges with keypoint `partners[i]`, in all objects with that many keypoints. */
  readonly partners?: readonly number[] | undefined;
  /** Whether the data set declares a list of keypoints: then each has its position, and keeps its name. */
  readonly listed?: boolean;
}

/** The Recipe's `labels.swap`, completed so that both directions are listed. */
export function swapNames(pairs: Readonly<Record<string, string>>): SwapNames {
  return new Map(
    Object.entries(pairs).flatMap(([a, b]): [string, string][] => [
      [a, b],
      [b, a],
    ]),
  );
}

/**
 * Keypoints keep their positions in the list, and pairs exchange their points: left_eye gets the point that was
 * right_eye. Of a list that the data set does not declare, a keypoint without its partner becomes the partner.
 */
export function swapKeypoints(keypoints: readonly Keypoint[], swapping: Swapping): Keypoint[] {
  const partners = partnersOf(keypoints, swapping);
  return keypoints.map((keypoint, i) => {
    const { x, y, visibility } = keypoints[partners[i]!]!;
    return { ...renamed(keypoint, keypoints, swapping), x, y, visibility };
  });
}

/** True if something tells which of the keypoints exchange, be it that none does. */
export function knowsPairs(keypoints: readonly Keypoint[], swapping: Swapping): boolean {
  const { names, partners } = swapping;
  return (
    keypoints.length < 2 ||
    partners?.length === keypoints.length ||
    keypoints.some(({ name }) => name !== undefined && (names.has(name) || otherSide(name) !== undefined)) ||
    partnersOf(keypoints, swapping).some((partner, i) => partner !== i)
  );
}

/** The class on a mirrored image. The label of a single point is the name of a keypoint: a left eye is a right one. */
export function mirroredClass(object: AnnotatedObject, { names }: Swapping): string {
  const { class: name } = object;
  return names.get(name) ?? (isLonePoint(object) ? otherSide(name) : undefined) ?? name;
}

/** Names that mirrored labels can have and the given ones have not: the other sides of single points. */
export function namesOfOtherSides({ objects }: Pick<Annotations, 'objects'>): readonly string[] {
  return objects.flatMap((object) => (isLonePoint(object) ? (otherSide(object.class) ?? []) : []));
}

function isLonePoint({ box, orientedBox, polygons, lines, bitmap, keypoints }: AnnotatedObject): boolean {
  const hasShape = box ?? orientedBox ?? polygons ?? lines ?? bitmap;
  return !hasShape && keypoints?.length === 1 && keypoints[0]!.name === undefined;
}

/** For each position, the position that it exchanges with; its own where there is none. Every pair is mutual. */
function partnersOf(keypoints: readonly Keypoint[], { names, partners }: Swapping): readonly number[] {
  const positions = positionsOfUniqueNames(keypoints);
  const wanted = keypoints.map(({ name }, i) => {
    const own = name !== undefined && positions.get(name) === i ? name : undefined;
    const explicit = own === undefined ? undefined : names.get(own);
    if (explicit !== undefined) return positions.get(explicit) ?? i;
    if (partners?.length === keypoints.length) return partners[i]!;
    const other = own === undefined ? undefined : possibleOtherSides(own).find((side) => positions.has(side));
    return other === undefined ? i : positions.get(other)!;
  });
  return wanted.map((partner, i) => (wanted[partner] === i ? partner : i));
}

/** A name that occurs twice, or an empty one, tells nothing about a position. */
function positionsOfUniqueNames(keypoints: readonly Keypoint[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  const repeated = new Set<string>();
  keypoints.forEach(({ name }, i) => {
    if (!name) return;
    if (positions.has(name)) repeated.add(name);
    positions.set(name, i);
  });
  for (const name of repeated) positions.delete(name);
  return positions;
}

function renamed(keypoint: Keypoint, all: readonly Keypoint[], { names, listed }: Swapping): Keypoint {
  const { name } = keypoint;
  if (listed || !name) return keypoint;
  const other = names.get(name) ?? otherSide(name);
  return other === undefined || all.some((one) => one.name === other)
    ? keypoint
    : { ...keypoint, name: other };
}
