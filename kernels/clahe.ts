// Interpolates between the tables of neighbouring tiles, in single precision and in the order of OpenCV's CLAHE.
import { storeLab4 } from './lab';
import { gather } from './pixel';

/**
 * Four pixels: the levels in the tables of the tiles above left, above right, below left and below right, which lie in the
 * four bytes of each entry of a cell, weighted, and rounded half to even.
 */
@inline
function blended(entries: v128, right: v128, above: v128, below: v128): v128 {
  const byte = i32x4.splat(255);
  const left = f32x4.sub(f32x4.splat(1), right);
  const upper = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(v128.and(entries, byte)), left),
    f32x4.mul(f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(entries, 8), byte)), right),
  );
  const lower = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(entries, 16), byte)), left),
    f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(entries, 24)), right),
  );
  const sum = f32x4.add(f32x4.mul(upper, above), f32x4.mul(lower, below));
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(sum));
}

/**
 * One row of Lab to RGB, in place, L through the tables. `cells`: 1,024 bytes for each pair of tile columns. `columns`: for
 * each pixel the offset of its cell, and then for each pixel its weight on the right (32 bits each, padded to whole vectors).
 * Writes up to nine bytes beyond the row's end, and restores what was there.
 */
export function claheLabRow(
  row: usize, width: i32, cells: usize, columns: usize, below: f32, lab: usize,
): void {
  const weights = columns + (<usize>((width + 3) & ~3) << 2);
  const lower = f32x4.splat(below);
  const upper = f32x4.sub(f32x4.splat(1), lower);
  const end = row + 3 * width;
  const beyond = v128.load(end);
  let x: usize = 0;
  do {
    const v = v128.load(row);
    const entries = gather(
      cells + load<u32>(columns + x) + (<usize>load<u8>(row) << 2),
      cells + load<u32>(columns + x, 4) + (<usize>load<u8>(row, 3) << 2),
      cells + load<u32>(columns + x, 8) + (<usize>load<u8>(row, 6) << 2),
      cells + load<u32>(columns + x, 12) + (<usize>load<u8>(row, 9) << 2),
    );
    storeLab4(row, v, blended(entries, v128.load(weights + x), upper, lower), lab);
    row += 12;
    x += 16;
  } while (row < end);
  v128.store(end, beyond);
}

/** The same for one row of a grey image, from source to target, which may be the same. */
export function claheGreyRow(
  source: usize, target: usize, width: i32, cells: usize, columns: usize, below: f32,
): void {
  const weights = columns + (<usize>((width + 3) & ~3) << 2);
  const lower = f32x4.splat(below);
  const upper = f32x4.sub(f32x4.splat(1), lower);
  const end = target + width;
  for (let x: usize = 0; target < end; source += 4, target += 4, x += 16) {
    const entries = gather(
      cells + load<u32>(columns + x) + (<usize>load<u8>(source) << 2),
      cells + load<u32>(columns + x, 4) + (<usize>load<u8>(source, 1) << 2),
      cells + load<u32>(columns + x, 8) + (<usize>load<u8>(source, 2) << 2),
      cells + load<u32>(columns + x, 12) + (<usize>load<u8>(source, 3) << 2),
    );
    const made = blended(entries, v128.load(weights + x), upper, lower);
    const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(made, made), made);
    if (target + 4 <= end) v128.store32_lane(target, bytes, 0);
    else {
      store<u8>(target, i8x16.extract_lane_u(bytes, 0));
      if (target + 1 < end) store<u8>(target, i8x16.extract_lane_u(bytes, 1), 1);
      if (target + 2 < end) store<u8>(target, i8x16.extract_lane_u(bytes, 2), 2);
    }
  }
}
