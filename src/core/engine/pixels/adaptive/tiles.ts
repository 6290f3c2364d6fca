import type { Frame } from '../../../geometry/types.js';
import type { Depth } from '../../../plan/depth.js';
import type { Kernels } from '../../memory.js';
import { withNumbers, withScratch, withZeros } from '../../scratch.js';

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
/** Bytes of a table of 32 bits a level. */
const TABLE = 4 * LEVELS;
/** Bytes of the counts of a tile: four tables, so that equal neighbours need not wait for each other. */
const COUNTS = 4 * TABLE;
/** For 8 bits four bytes a level; for 16 bits four singles, and once more those of the last level. */
export const CELL_BYTES = { 8: 4 * LEVELS, 16: 16 * (LEVELS + 1) } as const;

/** As OpenCV: unless both sides can be divided, both are extended, by a whole number of tiles where one could be divided. */
export function tilesOf({ width, height }: Frame, columns: number, rows: number): Tiles {
  const divides = width % columns === 0 && height % rows === 0;
  const side = (size: number, count: number): number =>
    divides ? size / count : (size + count - (size % count)) / count;
  return { columns, rows, width: side(width, columns), height: side(height, rows) };
}

/** Gives `use` a table for each tile, row by row: what each of 256 levels becomes, as a single that is not rounded. */
export function withTileTables<T>(
  kernels: Kernels,
  plane: Plane,
  tiles: Tiles,
  clipLimit: number,
  use: (tables: number) => T,
): T {
  const stride = plane.width * plane.bytesPerPixel;
  const rows = mirroredOffsets(plane.height, tiles.rows * tiles.height, stride);
  const columns = mirroredOffsets(plane.width, tiles.columns * tiles.width, plane.bytesPerPixel);
  const samples = tiles.width * tiles.height;
  const limit = clipLimit > 0 ? Math.max(1, Math.floor((clipLimit * samples) / LEVELS)) : 0;
  return withScratch(kernels, TABLE * tiles.rows * tiles.columns, (tables) => {
    withNumbers(kernels, rows, (rowsAt) => {
      withNumbers(kernels, columns, (columnsAt) => {
        for (let index = 0; index < tiles.rows * tiles.columns; index++) {
          const row = rowsAt + 4 * tiles.height * Math.floor(index / tiles.columns);
          const column = columnsAt + 4 * tiles.width * (index % tiles.columns);
          withZeros(kernels, COUNTS, (counts) => {
            plane.count(row, tiles.height, column, tiles.width, counts);
            kernels.call.equalizeTile(counts, limit, (LEVELS - 1) / samples, tables + TABLE * index);
          });
        }
      });
    });
    return use(tables);
  });
}

/** Offsets of so many samples, of which those beyond the image are mirrored: gfedcb|abcdefgh|gfedcba. */
function mirroredOffsets(size: number, length: number, bytes: number): Int32Array {
  const period = Math.max(1, 2 * size - 2);
  return Int32Array.from({ length }, (_, index) => {
    const rest = index % period;
    return bytes * (rest < size ? rest : period - rest);
  });
}

/**
 * Gives `use` the cells: the pixels between the centres of four tiles share one, which has the tables of these side by side.
 * There is one column and one row of cells more than of tiles.
 */
export function withCells<T>(
  kernels: Kernels,
  tables: number,
  { columns, rows }: Tiles,
  depth: Depth,
  use: (cells: number) => T,
): T {
  return withScratch(kernels, CELL_BYTES[depth] * (columns + 1) * (rows + 1), (cells) => {
    kernels.call[depth === 8 ? 'packCells' : 'packCells16'](tables, columns, rows, cells);
    return use(cells);
  });
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
