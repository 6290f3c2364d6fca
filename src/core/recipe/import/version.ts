/** A version of Albumentations, as far as meanings of its pipelines depend on it. */
export type Version = readonly number[];

/** Names, units and meanings here are those of this version. */
export const MEANT: Version = [2, 0, 8];

/** @returns undefined for what is no version */
export function parseVersion(text: unknown): Version | undefined {
  const [numbers] = typeof text === 'string' ? (/^\d+(\.\d+)*/.exec(text) ?? []) : [];
  return numbers?.split('.').map(Number);
}

export function isBefore(version: Version, other: Version): boolean {
  for (const [index, number] of other.entries()) {
    const own = version[index] ?? 0;
    if (own !== number) return own < number;
  }
  return false;
}
