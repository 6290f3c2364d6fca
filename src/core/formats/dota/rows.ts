import { evenOddArea } from '../../geometry/area.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import { BadLabel } from '../shared/json-file.js';
import { isNumber } from '../shared/text.js';
import { numbersOf } from '../shared/text-rows.js';

const COORDINATES = 8;

/** The lines above the rows: where the image comes from, and its ground sampling distance. */
const HEADER = /^(imagesource|gsd|acquisition ?dates?)\s*:/i;

export function isHeader(line: string): boolean {
  return HEADER.test(line);
}

/** True if a row can only be DOTA's: no row of fractions has words, or ten numbers. */
export function looksLikeRow(columns: readonly string[]): boolean {
  const isPlaced = columns.length > COORDINATES && columns.slice(0, COORDINATES).every(isNumber);
  return (
    isPlaced &&
    (columns.length === COORDINATES + 2 || columns.slice(COORDINATES).some((name) => !isNumber(name)))
  );
}

export interface DotaRow {
  readonly name: string;
  readonly corners: NonNullable<AnnotatedObject['orientedBox']>;
  /** The coordinates as the file has them. */
  readonly coordinates: readonly string[];
  /** Absent in files of some tools. */
  readonly difficulty?: string;
}

/** @throws BadLabel if the row has no four corners and class, or what stands behind the corners has two meanings */
export function splitRow(columns: readonly string[]): DotaRow {
  if (columns.length <= COORDINATES)
    throw new BadLabel(`${columns.length} columns: expected 10 (four corners, a class, its difficulty)`);
  const coordinates = columns.slice(0, COORDINATES);
  const [x0, y0, x1, y1, x2, y2, x3, y3] = numbersOf(coordinates) as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  const corners: [Point, Point, Point, Point] = [
    [x0, y0],
    [x1, y1],
    [x2, y2],
    [x3, y3],
  ];
  if (evenOddArea([corners]) === 0) throw new BadLabel('its four corners have no area');
  return { ...namedBy(columns.slice(COORDINATES)), corners, coordinates };
}

const DIFFICULTY = /^-?\d$/;

/** A class, which may contain blanks, and its difficulty, a digit, which may be missing. */
function namedBy(words: readonly string[]): Pick<DotaRow, 'name' | 'difficulty'> {
  const last = words.at(-1)!;
  const hasDifficulty = words.length > 1 && DIFFICULTY.test(last);
  const [first, ...others] = hasDifficulty ? words.slice(0, -1) : words;
  const name = [first, ...others].join(' ');
  const isCounted = others.length > 0 && !hasDifficulty && isNumber(last);
  if (isCounted || others.some((word) => DIFFICULTY.test(word)))
    throw new BadLabel(
      `'${words.join(' ')}' can be a class, or a class and numbers: write - instead of blanks in names`,
    );
  return hasDifficulty ? { name, difficulty: last } : { name };
}
