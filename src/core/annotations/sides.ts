/** A way to write a side in a name: what it looks like, and what replaces it. */
interface Spelling {
  readonly side: RegExp;
  readonly other: string;
}

const WORDS = [
  ['left', 'right'],
  ['Left', 'Right'],
  ['LEFT', 'RIGHT'],
] as const;
const LETTERS = [
  ['l', 'r'],
  ['L', 'R'],
] as const;

/** Whole words and letters: `left_eye`, `leftEye`, `LeftEye`, `LEFT-EYE`, `hand.L`, `l_1`; not `cleft` or `all`. */
const SEPARATE: readonly Spelling[] = [
  ...spellings(WORDS, separateWord),
  ...spellings(LETTERS, (letter) => `(?<=^|[^\\p{L}])${letter}(?=$|[^\\p{L}])`),
];

/** Joined with the rest of the name: `lefteye`, `earleft`, `LEye`, `eyeL`. Such a spelling alone proves no side. */
const JOINED: readonly Spelling[] = [
  ...spellings(WORDS, (word) => `^${word}(?=\\p{L}{2})|(?<=\\p{L}{2})${word}$`),
  ...spellings(LETTERS, (letter) => `^${letter}(?=\\p{Lu}\\p{Ll})`),
  ...spellings([['L', 'R']], (letter) => `(?<=\\p{Ll})${letter}$`),
];

/** `left_eye` for `right_eye`, where the side is a word or letter of its own; undefined for a name without one. */
export function otherSide(name: string): string | undefined {
  return exchanged(name, SEPARATE)[0];
}

/** Names that would differ from this one by their side alone, the most likely first. Only those that exist prove it. */
export function possibleOtherSides(name: string): readonly string[] {
  return exchanged(name, [...SEPARATE, ...JOINED]);
}

function exchanged(name: string, possible: readonly Spelling[]): string[] {
  return possible.flatMap(({ side, other }) => (side.test(name) ? [name.replace(side, other)] : []));
}

function spellings(
  pairs: readonly (readonly [string, string])[],
  pattern: (side: string) => string,
): Spelling[] {
  return pairs.flatMap(([left, right]) => [
    { side: new RegExp(pattern(left), 'u'), other: right },
    { side: new RegExp(pattern(right), 'u'), other: left },
  ]);
}

/** A word in snake, kebab, camel or spaced writing. */
function separateWord(word: string): string {
  const before = word[0] === word[0]!.toLowerCase() ? '(?<=^|[^\\p{L}])' : '(?<=^|[^\\p{Lu}])';
  const after = word === word.toUpperCase() ? '(?=$|[^\\p{L}])' : '(?=$|[^\\p{Ll}])';
  return `${before}${word}${after}`;
}
