import type { NumberBounds } from '../../src/core/transforms/parameter-control.js';

/** What a slider goes through. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** The unit in which a parameter is given, as far as its meaning says it. */
export function unitOf(meaning: string): string {
  if (/\bdegrees\b/.test(meaning)) return 'degrees';
  return /\bpixels\b/.test(meaning) ? 'pixels' : '';
}

/**
 * The bounds of the schema. Where it has none, or far beyond all that is likely: a full turn for angles, and else twice as far as the
 * numbers at hand go.
 * @param values the default, and what the Recipe gives
 */
export function spanOf(
  { minimum, maximum, whole }: NumberBounds,
  unit: string,
  values: readonly number[],
): Span {
  const far = Math.max(...values.map(Math.abs));
  const least = unit === 'pixels' && far === 0 ? 100 : whole === true ? 10 : 0;
  const reach = unit === 'degrees' ? 180 : Math.max(least, far === 0 ? 1 : roundUp(2 * far));
  const isNear = (bound: number | undefined) => bound !== undefined && Math.abs(bound) <= reach * FAR;
  const isEither = unit === 'degrees' || far === 0 || values.some((value) => value < 0);
  const low = Math.min((isNear(minimum) ? minimum : undefined) ?? (isEither ? -reach : 0), ...values);
  const high = Math.max((isNear(maximum) ? maximum : undefined) ?? Math.max(reach, low + 1), ...values);
  const step = roundDown((high - low) / 100);
  return { low, high, step: whole === true && high - low <= MOST_STEPS ? 1 : step };
}

/** A slider cannot be set to one of more numbers than these. */
const MOST_STEPS = 10_000;
/** A bound that is so many times as far as the numbers at hand go is no end of a slider. */
const FAR = 100;

/** To 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= value)!;
}

function roundDown(value: number): number {
  const power = Math.floor(Math.log10(value));
  const digit = [5, 2, 1].find((one) => one * 10 ** power <= value) ?? 1;
  // Divided, so that it is the number that is written so: 3 / 10, and not 3 · 0.1.
  return power < 0 ? digit / 10 ** -power : digit * 10 ** power;
}

/**
 * Sliders keep to their steps, and so does the thumb that is not moved: it has its old number again.
 * @param before two numbers
 * @param after the same with one of them moved
 */
export function moved(before: readonly number[], after: readonly number[]): number[] {
  const ways = after.map((value, i) => Math.abs(value - before[i]!));
  const index = ways.indexOf(Math.max(...ways));
  return before.map((value, i) => (i === index ? after[i]! : value));
}
