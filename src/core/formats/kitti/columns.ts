import { BadLabel } from '../shared/json-file.js';
import { isNumber } from '../shared/text.js';
import { numbersOf } from '../shared/text-rows.js';

/** How many numbers follow the class: with a score one more. */
const NUMBERS = 14;

/** Positions among the numbers that follow the class. */
export const AT = { truncated: 0, occluded: 1, alpha: 2, box: 3, dimensions: 7, location: 10, rotation: 13 };

export interface KittiRow {
  readonly name: string;
  /** The numbers after the class, as the file has them: 14, or 15 with a score. */
  readonly columns: readonly string[];
}

/**
 * Splits a row from the right, because class names may contain blanks.
 * @throws BadLabel if the row has no class and 14 numbers
 */
export function splitRow(columns: readonly string[]): KittiRow {
  const counts = [NUMBERS + 1, NUMBERS].filter((count) => columns.length > count);
  const count = counts.find((candidate) => isComplete(columns.slice(-candidate))) ?? counts.at(-1);
  if (count === undefined)
    throw new BadLabel(`${columns.length} columns: expected 15 (a class and 14 numbers), or 16 with a score`);
  const numbers = columns.slice(-count);
  numbersOf(numbers);
  return { name: columns.slice(0, -count).join(' '), columns: numbers };
}

/** Tells a score from a class name that ends in a number: `occluded` is a single digit. */
function isComplete(numbers: readonly string[]): boolean {
  return numbers.every(isNumber) && /^-?\d$/.test(numbers[AT.occluded]!);
}

/** True if a row can only be KITTI's: in the other formats of text files the first column is a number. */
export function looksLikeRow(columns: readonly string[]): boolean {
  return columns.length > NUMBERS && !isNumber(columns[0]) && columns.slice(-NUMBERS).every(isNumber);
}
