export type Range = readonly [low: number, high: number];

/** What stands beside one number that is written for a range: its opposite, the same number, or a fixed one. */
export type Beside = 'opposite' | 'same' | number;

/** The range that one number, or two in either order, stand for. */
export function rangeOf(value: number | Range, beside: Beside): Range {
  if (typeof value !== 'number') return ascending(value);
  if (beside === 'same') return [value, value];
  return ascending([beside === 'opposite' ? -value : beside, value]);
}

function ascending([a, b]: Range): Range {
  return a <= b ? [a, b] : [b, a];
}
