/**
 * What `JSON.parse(JSON.stringify(value))` gives for trees of finite numbers without members named __proto__, in a
 * fraction of its time: −0 becomes 0, and members that are undefined are left out. Most trees have neither, and come back
 * themselves.
 */
export function asParsed<T>(value: T): T {
  return isParsed(value) ? value : (copy(value) as T);
}

function isParsed(value: unknown): boolean {
  if (typeof value === 'number') return !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(isParsed);
  if (typeof value !== 'object' || value === null) return value !== undefined;
  for (const key of Object.keys(value))
    if (!isParsed((value as Readonly<Record<string, unknown>>)[key])) return false;
  return true;
}

function copy(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) result[key] = copy(member);
  }
  return result;
}
