import type { Frame } from '../../../geometry/types.js';
import type { Depth } from '../../../plan/depth.js';
import { roundHalfEven } from '../../../math.js';
import type { Kernels } from '../../memory.js';
import { withNumbers } from '../../scratch.js';
import { summed, withTables, type Counts } from './histogram.js';

/** The tiles of CLAHE, of one size, which together cover the image and what is mirrored beyond it. */
export interface Tiles {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** What is equalized of an image. */
export interface Plane extends Frame {
  readonly bytesPerPixel: number;
  /** Counts the levels of a tile: pointers to the offsets of its rows and columns, and to four tables of 256 counts. */
  count(rows: number, height: number, columns: number, width: number, tables: number): void;
}

const LEVELS = 256;
/** Tables of counts for one tile, so that equal neighbours need not wait for each other. */
const COPIES = 4;

/** As OpenCV: unless both sides can be divided, both are extended, by a whole number of tiles where one could be divided. */
export function tilesOf({ width, height }: Frame, columns: number, rows: number): Tiles {
  const divides = width % columns === 0 && height % rows === 0;
  const side = (size: number, count: number): number =>
    divides ? size / count : (size + count - (size % count)) / count;
  return { columns, rows, width: side(width, columns), height: side(height, rows) };
}

/**
 * For each tile, row by row, the level that each of the 256 levels becomes, not rounded; in single precision, as in OpenCV.
 */
export function tileTables(kernels: Kernels, plane: Plane, tiles: Tiles, clipLimit: number): Float32Array[] {
  const stride = plane.width * plane.bytesPerPixel;
  const rows = mirroredOffsets(plane.height, tiles.rows * tiles.height, stride);
  const columns = mirroredOffsets(plane.width, tiles.columns * tiles.width, plane.bytesPerPixel);
  return withNumbers(kernels, rows, (rowsAt) =>
    withNumbers(kernels, columns, (columnsAt) =>
      Array.from({ length: tiles.rows }, (_, y) => {
        const counts = withTables(kernels, COPIES * tiles.columns, LEVELS, (at) => {
          for (let x = 0; x < tiles.columns; x++) {
            const [row, column] = [rowsAt + 4 * y * tiles.height, columnsAt + 4 * x * tiles.width];
            plane.count(row, tiles.height, column, tiles.width, at + 4 * COPIES * LEVELS * x);
          }
        });
        return Array.from({ length: tiles.columns }, (_, x) => {
          const own = counts.slice(COPIES * x, COPIES * (x + 1));
          return equalizing(summed(own), tiles.width * tiles.height, clipLimit);
        });
      }).flat(),
    ),
  );
}

/** Offsets of so many samples, of which those beyond the image are mirrored: gfedcb|abcdefgh|gfedcba. */
function mirroredOffsets(size: number, length: number, bytes: number): Int32Array {
  const period = Math.max(1, 2 * size - 2);
  return Int32Array.from({ length }, (_, index) => {
    const rest = index % period;
    return bytes * (rest < size ? rest : period - rest);
  });
}

function equalizing(counts: Counts, samples: number, clipLimit: number): Float32Array {
  if (clipLimit > 0) clipCounts(counts, Math.max(1, Math.floor((clipLimit * samples) / LEVELS)));
  const scale = Math.fround((LEVELS - 1) / samples);
  const table = new Float32Array(LEVELS);
  for (let level = 0, sum = 0; level < LEVELS; level++) {
    sum += counts[level]!;
    table[level] = Math.min(LEVELS - 1, sum * scale);
  }
  return table;
}

/** Spreads what is above the limit over all levels, and the rest of the division over levels at equal distances. */
function clipCounts(counts: Counts, limit: number): void {
  let clipped = 0;
  for (let level = 0; level < LEVELS; level++) {
    clipped += Math.max(0, counts[level]! - limit);
    counts[level] = Math.min(counts[level]!, limit);
  }
  let rest = clipped % LEVELS;
  const more = (clipped - rest) / LEVELS;
  for (let level = 0; level < LEVELS; level++) counts[level]! += more;
  const distance = Math.max(1, Math.floor(LEVELS / Math.max(1, rest)));
  for (let level = 0; level < LEVELS && rest > 0; level += distance, rest--) counts[level]! += 1;
}

/**
 * The pixels between the centres of four tiles share a cell, which has the tables of these side by side; there is one column
 * and one row of cells more than of tiles. Row by row. For 8 bits, a cell has 256 entries of four bytes. For 16 bits, it has
 * 257 of four singles, of which the last two are equal.
 */
export interface Cells {
  readonly bytes: number;
  readonly data: Uint8Array | Float32Array;
}

export function cellsOf(tables: readonly Float32Array[], tiles: Tiles, depth: Depth): Cells {
  if (depth === 8) {
    return sideBySide(tables.map(roundedTable), tiles, (length) => new Uint8Array(length));
  }
  const extended = tables.map((table) => Float32Array.of(...table, table[LEVELS - 1]!));
  return sideBySide(extended, tiles, (length) => new Float32Array(length));
}

function roundedTable(table: Float32Array): Uint8Array {
  const rounded = new Uint8Array(LEVELS);
  // A loop takes a tenth of the time of Uint8Array.from.
  for (let level = 0; level < LEVELS; level++) rounded[level] = roundHalfEven(table[level]!);
  return rounded;
}

function sideBySide<Numbers extends Uint8Array | Float32Array>(
  tables: readonly Numbers[],
  { columns, rows }: Tiles,
  allocate: (length: number) => Numbers,
): Cells {
  const entries = tables[0]!.length;
  const data = allocate(4 * entries * (rows + 1) * (columns + 1));
  for (let y = 0, at = 0; y <= rows; y++) {
    const [above, below] = [Math.max(y - 1, 0) * columns, Math.min(y, rows - 1) * columns];
    for (let x = 0; x <= columns; x++, at += 4 * entries) {
      const [left, right] = [Math.max(x - 1, 0), Math.min(x, columns - 1)];
      const corners = [above + left, above + right, below + left, below + right];
      corners.forEach((index, corner) => {
        const table = tables[index]!;
        for (let entry = 0; entry < entries; entry++) data[at + 4 * entry + corner] = table[entry]!;
      });
    }
  }
  return { bytes: 4 * entries * data.BYTES_PER_ELEMENT, data };
}

/** Between which tiles a row or column lies, and the weight of the later one; in single precision, as in OpenCV. */
export function placeAmong(position: number, tileSize: number): { cell: number; weight: number } {
  const share = Math.fround(Math.fround(position * Math.fround(1 / tileSize)) - 0.5);
  const before = Math.floor(share);
  return { cell: before + 1, weight: Math.fround(share - before) };
}

/** For each column the offset of its cell, then for each its weight; both padded to whole vectors of four. */
export function columnsInMemory(width: number, tileWidth: number, cellBytes: number): Int32Array {
  const padded = Math.ceil(width / 4) * 4;
  const numbers = new Int32Array(2 * padded);
  const weights = new Float32Array(numbers.buffer, 4 * padded);
  for (let x = 0; x < width; x++) {
    const { cell, weight } = placeAmong(x, tileWidth);
    numbers[x] = cell * cellBytes;
    weights[x] = weight;
  }
  return numbers;
}
