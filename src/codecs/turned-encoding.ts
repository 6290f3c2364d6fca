import type { Encoding, Subsampling } from '../core/image-codec.js';
import { swapsSides } from '../core/plan/operation-matrix.js';
import type { Orientation } from '../core/plan/operations.js';

const TURNED: Readonly<Record<Subsampling, Subsampling>> = {
  '4:4:4': '4:4:4',
  '4:4:0': '4:2:2',
  '4:2:2': '4:4:0',
  '4:2:0': '4:2:0',
};

/** The encoding that keeps as much of the turned image as this one of the image as it was. */
export function turnedEncoding(encoding: Encoding, orientations: readonly Orientation[]): Encoding {
  const { subsampling, tables } = encoding;
  const isTurned = orientations.filter(swapsSides).length % 2 === 1;
  if (!isTurned) return encoding;
  return {
    ...encoding,
    ...(subsampling && { subsampling: TURNED[subsampling] }),
    ...(tables && { tables: { luma: transposed(tables.luma), chroma: transposed(tables.chroma) } }),
  };
}

const SIDE = 8;

/** Row and column of each quantiser in zigzag order: along the diagonals, up and down in turn. */
const ZIGZAG: readonly (readonly [row: number, column: number])[] = Array.from(
  { length: 2 * SIDE - 1 },
  (_, diagonal) => {
    const rows = Array.from({ length: SIDE }, (_row, row) => row).filter(
      (row) => diagonal - row >= 0 && diagonal - row < SIDE,
    );
    const ordered = diagonal % 2 === 0 ? rows.reverse() : rows;
    return ordered.map((row) => [row, diagonal - row] as const);
  },
).flat();

/** What lay across in the image lies down, and so do its frequencies. */
function transposed(table: readonly number[]): number[] {
  return ZIGZAG.map(([row, column]) => table[ZIGZAG.findIndex(([r, c]) => r === column && c === row)]!);
}
