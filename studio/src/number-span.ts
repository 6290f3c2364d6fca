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
 * The bounds of the schema. Where it has none, a full turn for angles, and else twice as far as the numbers at hand go.
 * @param values the default, and what the Recipe gives
 */
export function spanOf(bounds: NumberBounds, unit: string, values: readonly number[]): Span {
  const far = Math.max(...values.map(Math.abs));
  const reach = unit === 'degrees' ? 180 : far === 0 ? 1 : roundUp(2 * far);
  const isEither = unit === 'degrees' || far === 0 || values.some((value) => value < 0);
  const low = Math.min(bounds.minimum ?? (isEither ? -reach : 0), ...values);
  const high = Math.max(bounds.maximum ?? Math.max(reach, low + 1), ...values);
  return { low, high, step: bounds.whole === true ? 1 : roundDown((high - low) / 100) };
}

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
