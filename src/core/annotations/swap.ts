import type { Keypoint, SwapNames } from './model.js';

/** How names and places exchange on a mirrored picture. */
export interface Swapping {
  /** Of classes and keypoints. */
  readonly names: SwapNames;
  /** `partners[i]` is the index of the keypoint that i exchanges with, for all objects with that many keypoints. */
  readonly partners?: readonly number[] | undefined;
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

/** A list keeps its names in their order: the place named left_eye gets the point that was right_eye. */
export function swapKeypoints(keypoints: readonly Keypoint[], { names, partners }: Swapping): Keypoint[] {
  const indices = new Map(keypoints.map(({ name }, i) => [name, i]));
  return keypoints.map((keypoint, i) => {
    const { x, y, visibility } = keypoints[partnerIndex(keypoint, i)]!;
    return { ...keypoint, x, y, visibility };
  });

  function partnerIndex({ name }: Keypoint, index: number): number {
    const explicit = name === undefined ? undefined : names.get(name);
    if (explicit !== undefined) return indices.get(explicit) ?? index;
    if (partners?.length === keypoints.length) return partners[index]!;
    return (name === undefined ? undefined : indices.get(otherSide(name) ?? name)) ?? index;
  }
}

const SIDES: readonly (readonly [string, string])[] = [
  ['left', 'right'],
  ['Left', 'Right'],
  ['LEFT', 'RIGHT'],
  ['l', 'r'],
  ['L', 'R'],
];

/** `left_eye` for `right_eye`, `hand.R` for `hand.L`, `LeftEye` for `RightEye`; undefined where a name has no side. */
function otherSide(name: string): string | undefined {
  for (const [left, right] of [...SIDES, ...SIDES.map(([a, b]) => [b, a] as const)]) {
    const side = new RegExp(left.length > 1 ? sideWord(left) : `(?<=^|[^\\p{L}])${left}(?=$|[^\\p{L}])`, 'u');
    if (side.test(name)) return name.replace(side, right);
  }
  return undefined;
}

/** A whole word in snake, kebab, camel or spaced writing: `left` in `left_eye` and `leftEye`, not in `cleft`. */
function sideWord(word: string): string {
  const before = word[0] === word[0]!.toLowerCase() ? '(?<=^|[^\\p{L}])' : '(?<=^|[^\\p{Lu}])';
  const after = word === word.toUpperCase() ? '(?=$|[^\\p{L}])' : '(?=$|[^\\p{Ll}])';
  return `${before}${word}${after}`;
}
