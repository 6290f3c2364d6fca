// RGB → luma and two differences of colour, and back: OpenCV's 8-bit conversions RGB2YCrCb and YCrCb2RGB to the bit.
import { channelOf4, store4 } from './pixel';
import { countIn } from './histogram';

/** Values and weights fit 16 bits, for which products take half of the time. */
@inline
function scaled(a: v128, weight: i32): v128 {
  return i32x4.dot_i16x8_s(a, i32x4.splat(weight & 0xffff));
}

/** The sum of products, divided by 2¹⁴ and rounded half up. */
@inline
function rounded(sum: v128): v128 {
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(8192)), 14);
}

@inline
function clipped(value: v128): v128 {
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(i32x4.splat(255), value));
}

/** The luma of four pixels. `v`: their twelve bytes. */
@inline
function luma(v: v128): v128 {
  const rg = i8x16.swizzle(v, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
  const b1 = v128.shuffle<i8>(v, i8x16.splat(1), 2, 16, 5, 16, 8, 16, 11, 16, 2, 17, 5, 17, 8, 17, 11, 17);
  const products = i32x4.add(
    i32x4.dot_i16x8_s(rg, i32x4.splat(4899 | (9617 << 16))),
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(b1), i32x4.splat(1868 | (8192 << 16))),
  );
  return i32x4.shr_u(products, 14);
}

/** Counts the luma of all pixels. `tables`: four of 256 counts, for pixels 0, 1, 2, 3, 0, 1, … */
export function countLuma(samples: usize, pixels: i32, tables: usize): void {
  for (; pixels >= 4; pixels -= 4, samples += 12) {
    const y = luma(v128.load(samples));
    countIn(tables, i32x4.extract_lane(y, 0));
    countIn(tables + 1024, i32x4.extract_lane(y, 1));
    countIn(tables + 2048, i32x4.extract_lane(y, 2));
    countIn(tables + 3072, i32x4.extract_lane(y, 3));
  }
  for (; pixels > 0; pixels--, samples += 3) countIn(tables, i32x4.extract_lane(luma(v128.load(samples)), 0));
}

/**
 * Gives the luma its value in a table of 256 bytes, and keeps the differences of colour as far as 8 bits hold them. At
 * least one pixel; source and target may be the same. Writes up to nine bytes beyond the last sample.
 */
export function tableLuma(source: usize, target: usize, pixels: i32, table: usize): void {
  const half = i32x4.splat(128);
  const end = source + 3 * pixels;
  do {
    const v = v128.load(source);
    const r = channelOf4(v, 0);
    const b = channelOf4(v, 2);
    const y = luma(v);
    const cr = i32x4.sub(clipped(i32x4.add(rounded(scaled(i32x4.sub(r, y), 11682)), half)), half);
    const cb = i32x4.sub(clipped(i32x4.add(rounded(scaled(i32x4.sub(b, y), 9241)), half)), half);
    const first = v128.load8_lane(table + i32x4.extract_lane(y, 0), i32x4.splat(0), 0);
    const second = v128.load8_lane(table + i32x4.extract_lane(y, 1), first, 4);
    const third = v128.load8_lane(table + i32x4.extract_lane(y, 2), second, 8);
    const made = v128.load8_lane(table + i32x4.extract_lane(y, 3), third, 12);
    store4(
      target,
      clipped(i32x4.add(made, rounded(scaled(cr, 22987)))),
      clipped(i32x4.add(made, rounded(i32x4.add(scaled(cb, -5636), scaled(cr, -11698))))),
      clipped(i32x4.add(made, rounded(scaled(cb, 29049)))),
    );
    source += 12;
    target += 12;
  } while (source < end);
}

/** The luma of one pixel of 16 bits, with the weights of `sumOfLuma16`, rounded. */
@inline
function luma16(pixel: usize): u32 {
  return (9798 * <u32>load<u16>(pixel) + 19235 * <u32>load<u16>(pixel, 2) + 3735 * <u32>load<u16>(pixel, 4) + 16384) >> 15;
}

/** Counts the luma of all pixels of 16 bits in a table of 65,536. */
export function countLuma16(samples: usize, pixels: i32, table: usize): void {
  for (const end = samples + 6 * pixels; samples < end; samples += 6) countIn(table, luma16(samples));
}

/** Adds to each channel what a table of 65,536 samples adds to the luma, and clips. Source and target may be the same. */
export function tableLuma16(source: usize, target: usize, pixels: i32, table: usize): void {
  for (const end = source + 6 * pixels; source < end; source += 6, target += 6) {
    const y = luma16(source);
    const added = <i32>load<u16>(table + (<usize>y << 1)) - <i32>y;
    store<u16>(target, max(0, min(65535, <i32>load<u16>(source) + added)));
    store<u16>(target, max(0, min(65535, <i32>load<u16>(source, 2) + added)), 2);
    store<u16>(target, max(0, min(65535, <i32>load<u16>(source, 4) + added)), 4);
  }
}
