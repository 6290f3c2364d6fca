/**
 * One of the `values` of a table Operation.
 * @param become the level, 0–255 and whole, that a level becomes
 */
export function levelTable(become: (level: number) => number): string {
  return btoa(String.fromCharCode(...Array.from({ length: 256 }, (_, level) => become(level))));
}
