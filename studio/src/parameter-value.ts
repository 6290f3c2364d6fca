import type { ParameterControl } from '../../src/core/transforms/parameter-control.js';
import { rangeOf } from '../../src/core/transforms/range.js';
import type { Range } from '../../src/core/transforms/range.js';

type ControlOf<Kind extends ParameterControl['kind']> = ParameterControl & { readonly kind: Kind };

/** The two numbers that a value stands for; undefined if it stands for none. */
export function asRange({ beside }: ControlOf<'range'>, value: unknown): Range | undefined {
  if (typeof value === 'number') return beside === undefined ? undefined : rangeOf(value, beside);
  if (!isNumbers(value) || value.length !== 2) return undefined;
  return [value[0]!, value[1]!];
}

export function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

/** Red, green and blue of a value, as a browser writes a colour: `#rrggbb`. */
export function asColour(value: unknown): string | undefined {
  const levels = typeof value === 'number' ? [value] : isNumbers(value) ? value : [];
  const [red, green = red, blue = red] = levels;
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const parts = [red, green, blue].map((level) => Math.round(Math.min(255, Math.max(0, level))));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** One level for a grey, else one for each channel. @param colour `#rrggbb` */
export function levelsOf(colour: string): number | number[] {
  const levels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return levels.every((level) => level === levels[0]) ? levels[0]! : levels;
}

/** What to begin with where nothing is given, and there is no default. */
export function startOf(control: ParameterControl): unknown {
  switch (control.kind) {
    case 'number':
      return control.minimum ?? 0;
    case 'range':
      return [control.minimum ?? 0, control.maximum ?? Math.max(1, control.minimum ?? 0)];
    case 'numbers':
      return control.each.map(({ minimum = 0 }) => minimum);
    case 'choice':
      return control.choices[0];
    case 'switch':
      return true;
    case 'colour':
      return 0;
    case 'text':
      return '';
  }
}

/** The numbers in a value, such as a default. */
export function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return isNumbers(value) ? value : [];
}
