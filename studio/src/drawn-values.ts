import type { Json } from '../../src/core/json.js';

export interface DrawnValue {
  /** `scale.x`: the names on the way to it. */
  readonly name: string;
  readonly value: string;
}

/** Values in a list, and characters of a text, that are shown. */
const MOST_VALUES = 12;
const MOST_CHARACTERS = 160;
const DIGITS = 5;

/** What a step drew, one line for each parameter, as people write numbers. */
export function drawnValues(sampled: Json, name = ''): DrawnValue[] {
  if (isObject(sampled))
    return Object.entries(sampled).flatMap(([key, value]) =>
      value === undefined ? [] : drawnValues(value, name === '' ? key : `${name}.${key}`),
    );
  return [{ name: name === '' ? 'value' : name, value: shorten(textOf(sampled)) }];
}

function isObject(value: Json): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (isObject(value))
    return drawnValues(value)
      .map((one) => `${one.name} ${one.value}`)
      .join(', ');
  if (value.length === 0) return 'none';
  const shown = value.slice(0, MOST_VALUES).map((one) => (isSimple(one) ? textOf(one) : `(${textOf(one)})`));
  const more = value.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function isSimple(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function shorten(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}
