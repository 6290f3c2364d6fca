/** x becomes (x & keep), in which `flip` bits change from the level `from` on, plus `rise`, less `fall`; clipped. */
export interface Bits {
  readonly keep: number;
  readonly from: number;
  readonly flip: number;
  readonly rise: number;
  readonly fall: number;
}

const NONE: Bits = { keep: 255, from: 0, flip: 0, rise: 0, fall: 0 };

/**
 * Operations on bytes that give exactly the table's 256 values, if there are such: those of a shift, of fewer bits, and of
 * an inversion, of all levels or from one on. A vector of sixteen takes fewer instructions than one lookup.
 */
export function bitsOf(table: Uint8Array): Bits | undefined {
  const shift = table[128]! - 128;
  const turned = table.findIndex((value, x) => value !== x);
  const candidates: Bits[] = [
    { ...NONE, rise: Math.max(0, shift), fall: Math.max(0, -shift) },
    { ...NONE, keep: table[255]! },
    { ...NONE, from: Math.max(0, turned), flip: 255 },
  ];
  return candidates.find((bits) => gives(table, bits));
}

/** Whether the operations give the table's values. */
function gives(table: Uint8Array, { keep, from, flip, rise, fall }: Bits): boolean {
  for (let x = 0; x < table.length; x++) {
    const changed = (x & keep) ^ (x >= from ? flip : 0);
    if (table[x] !== Math.max(0, Math.min(255, changed + rise) - fall)) return false;
  }
  return true;
}

const SAMPLES = 48;

/** As the kernel takes them: five vectors of 48 samples in turn. */
export function bitsInMemory(bitsInTurn: readonly Bits[]): Uint8Array {
  const bytes = new Uint8Array(5 * SAMPLES);
  for (let sample = 0; sample < SAMPLES; sample++) {
    const { keep, from, flip, rise, fall } = bitsInTurn[sample % 3]!;
    bytes[sample] = keep;
    bytes[sample + SAMPLES] = from;
    bytes[sample + 2 * SAMPLES] = flip;
    bytes[sample + 3 * SAMPLES] = rise;
    bytes[sample + 4 * SAMPLES] = fall;
  }
  return bytes;
}
