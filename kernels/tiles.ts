// The tables of CLAHE's tiles, from counts of 256 levels.

import { gather } from './pixel';

const LEVELS: u32 = 256;

/**
 * Adds up four tables of counts, clips each sum at `limit` (0: never), and spreads what is clipped over all levels, and the rest
 * of this division over levels at equal distances. Then, for each level, the share of the samples up to it: `scale` times
 * their number, at most 255, as a single.
 */
export function equalizeTile(counts: usize, limit: u32, scale: f32, target: usize): void {
  let clipped: u32 = 0;
  const most = limit == 0 ? u32.MAX_VALUE : limit;
  for (let at: usize = 0; at < 4 * LEVELS; at += 4) {
    const level = counts + at;
    const sum = load<u32>(level) + load<u32>(level, 1024) + load<u32>(level, 2048) + load<u32>(level, 3072);
    const kept = min(sum, most);
    clipped += sum - kept;
    store<u32>(level, kept);
  }
  const more = clipped / LEVELS;
  let rest = clipped % LEVELS;
  const distance = rest == 0 ? LEVELS : max(1, LEVELS / rest);
  let sum: u32 = 0;
  for (let level: u32 = 0; level < LEVELS; level++) {
    sum += load<u32>(counts + (<usize>level << 2)) + more;
    if (rest > 0 && level % distance == 0) {
      sum++;
      rest--;
    }
    store<f32>(target + (<usize>level << 2), min(<f32>255, <f32>sum * scale));
  }
}

/** Tables of the four tiles around a cell, in the order above left, above right, below left, below right. */
@inline
function cornerOf(tables: usize, columns: i32, rows: i32, x: i32, y: i32, corner: i32): usize {
  const row = min(max(y - 1 + (corner >> 1), 0), rows - 1);
  const column = min(max(x - 1 + (corner & 1), 0), columns - 1);
  return tables + <usize>((row * columns + column) * 4 * <i32>LEVELS);
}

@inline
function roundedBytes(table: usize, shift: i32): v128 {
  return i32x4.shl(i32x4.trunc_sat_f32x4_u(f32x4.nearest(v128.load(table))), shift);
}

/**
 * The pixels between the centres of four tiles share a cell, which has the tables of these side by side; there is one column
 * and one row of cells more than of tiles. Row by row, 256 entries of four bytes, rounded half to even.
 */
export function packCells(tables: usize, columns: i32, rows: i32, target: usize): void {
  for (let y = 0; y <= rows; y++) {
    for (let x = 0; x <= columns; x++, target += 4 * LEVELS) {
      const a = cornerOf(tables, columns, rows, x, y, 0);
      const b = cornerOf(tables, columns, rows, x, y, 1);
      const c = cornerOf(tables, columns, rows, x, y, 2);
      const d = cornerOf(tables, columns, rows, x, y, 3);
      for (let at: usize = 0; at < 4 * LEVELS; at += 16) {
        const upper = v128.or(roundedBytes(a + at, 0), roundedBytes(b + at, 8));
        const lower = v128.or(roundedBytes(c + at, 16), roundedBytes(d + at, 24));
        v128.store(target + at, v128.or(upper, lower));
      }
    }
  }
}

/** The same with 257 entries of four singles, of which the last two are equal. */
export function packCells16(tables: usize, columns: i32, rows: i32, target: usize): void {
  for (let y = 0; y <= rows; y++) {
    for (let x = 0; x <= columns; x++) {
      for (let level: usize = 0; level <= LEVELS; level++, target += 16) {
        const at = min(level, LEVELS - 1) << 2;
        v128.store(target, gather(
          cornerOf(tables, columns, rows, x, y, 0) + at,
          cornerOf(tables, columns, rows, x, y, 1) + at,
          cornerOf(tables, columns, rows, x, y, 2) + at,
          cornerOf(tables, columns, rows, x, y, 3) + at,
        ));
      }
    }
  }
}
