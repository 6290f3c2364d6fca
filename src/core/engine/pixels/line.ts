/** x becomes clip((x · multiplier + offset) >> 20). */
export interface Line {
  readonly multiplier: number;
  readonly offset: number;
}

const ONE = 2 ** 20;
/** With a steeper slope x · multiplier + offset may not fit 32 bits. */
const STEEPEST = 7;

/**
 * The line in fixed point that gives exactly the table's 256 values, if there is one: multiplying and adding is several
 * times faster than looking up. The search covers the slopes that the unclipped values allow.
 */
export function fixedPointLine(table: Uint8Array): Line | undefined {
  const [first, last] = unclippedRange(table);
  if (first >= last) return constantLine(table);
  const rise = table[last]! - table[first]!;
  const run = last - first;
  // Values are truncated to whole numbers, so the true rise differs from the rise of the table by less than one.
  let low = Math.max(-STEEPEST, (rise - 1) / run) * ONE;
  let high = Math.min(STEEPEST, (rise + 1) / run) * ONE;
  while (low <= high) {
    const multiplier = Math.round((low + high) / 2);
    const { floor, floorAt, ceiling, ceilingAt } = offsetBounds(table, multiplier);
    if (floor < ceiling) return { multiplier, offset: Math.floor((floor + ceiling - 1) / 2) };
    // The offset must reach `floor` at one x and stay below `ceiling` at another; their order decides the direction.
    if (floorAt > ceilingAt) low = multiplier + 1;
    else high = multiplier - 1;
  }
  return undefined;
}

function constantLine(table: Uint8Array): Line | undefined {
  return table.every((value) => value === table[0])
    ? { multiplier: 0, offset: table[0]! * ONE + ONE / 2 }
    : undefined;
}

/** The first and the last input whose value is neither 0 nor 255. */
function unclippedRange(table: Uint8Array): [first: number, last: number] {
  const inside = (value: number): boolean => value > 0 && value < 255;
  return [table.findIndex(inside), table.findLastIndex(inside)];
}

/** The offsets that give every value, from `floor` (included) to below `ceiling`, and the inputs that bound them. */
interface OffsetBounds {
  readonly floor: number;
  readonly floorAt: number;
  readonly ceiling: number;
  readonly ceilingAt: number;
}

function offsetBounds(table: Uint8Array, multiplier: number): OffsetBounds {
  let [floor, floorAt, ceiling, ceilingAt] = [-Infinity, 0, Infinity, 0];
  for (let x = 0; x < table.length; x++) {
    const value = table[x]!;
    const least = value * ONE - x * multiplier;
    if (value > 0 && least > floor) {
      floor = least;
      floorAt = x;
    }
    if (value < 255 && least + ONE < ceiling) {
      ceiling = least + ONE;
      ceilingAt = x;
    }
  }
  return { floor, floorAt, ceiling, ceilingAt };
}
