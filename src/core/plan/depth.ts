/** Bits of a sample. docs/operations.md defines what Plans mean for both. */
export type Depth = 8 | 16;

/** The units of a sample in one level, so that the level 255 is the greatest sample: 1 for 8 bits, 257 for 16. */
export function unitsPerLevel(depth: Depth): number {
  return depth === 8 ? 1 : 257;
}
