/**
 * One of the `values` of a table Operation.
 * @param become the level, 0–255 and whole, that a level becomes
 */
export function levelTable(become: (level: number) => number): string {
  let bytes = '';
  for (let level = 0; level < 256; level++) bytes += String.fromCharCode(become(level));
  return btoa(bytes);
}
