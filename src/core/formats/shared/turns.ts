import type { Json } from '../../json.js';

const NAMES: readonly string[] = ['rotation', 'angle', 'theta'];

/** True if a value says by its name that the object is turned. 0 says that it is upright, which it stays. */
export function isTurn(name: string, value: Json | undefined): boolean {
  if (!NAMES.includes(name.trim().toLowerCase())) return false;
  const isSaid = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  return isSaid && Number.isFinite(Number(value)) && Number(value) % 360 !== 0;
}

/** The names of the values that turn an object. */
export function turnsIn(values: Readonly<Record<string, Json | undefined>>): string[] {
  return Object.keys(values).filter((name) => isTurn(name, values[name]));
}

/** The values without those that turn the object. */
export function withoutTurns<Value extends Json | undefined>(
  values: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isTurn(name, value)));
}
