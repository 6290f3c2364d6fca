// RGB → luma and two differences of colour, and back: OpenCV's 8-bit conversions RGB2YCrCb and YCrCb2RGB to the bit.
import { channelOf8, store8 } from './pixel';
import { countIn } from './histogram';

/** Values times weight, divided by 2¹⁴ and rounded half up: the instruction divides twice the values by 2¹⁵. */
@inline
function scaled(values: v128, weight: i16): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(values, 1), i16x8.splat(weight));
}

/** As much as a difference of colour is off its middle, as far as 8 bits hold it. */
@inline
function held(difference: v128): v128 {
  return i16x8.max_s(i16x8.splat(-128), i16x8.min_s(i16x8.splat(127), difference));
}

/** The part of the differences in green, rounded once. */
@inline
function greenPart(cb: v128, cr: v128): v128 {
  const weights = i32x4.splat((-5636 & 0xffff) | (-11698 << 16));
  const half = i32x4.splat(8192);
  const low = v128.shuffle<i16>(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11);
  const high = v128.shuffle<i16>(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low, weights), half), 14),
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high, weights), half), 14),
  );
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

/** The bytes in a table at eight values of 16 bits, with 16 bits each. */
@inline
function lookup8(table: usize, at: v128): v128 {
  const low = i64x2.extract_lane(at, 0);
  const high = i64x2.extract_lane(at, 1);
  let bytes = v128.load8_lane(table + <usize>(low & 255), i8x16.splat(0), 0);
  bytes = v128.load8_lane(table + <usize>((low >> 16) & 255), bytes, 2);
  bytes = v128.load8_lane(table + <usize>((low >> 32) & 255), bytes, 4);
  bytes = v128.load8_lane(table + <usize>((low >> 48) & 255), bytes, 6);
  bytes = v128.load8_lane(table + <usize>(high & 255), bytes, 8);
  bytes = v128.load8_lane(table + <usize>((high >> 16) & 255), bytes, 10);
  bytes = v128.load8_lane(table + <usize>((high >> 32) & 255), bytes, 12);
  return v128.load8_lane(table + <usize>((high >> 48) & 255), bytes, 14);
}

/**
 * Gives the luma its value in a table of 256 bytes, and keeps the differences of colour as far as 8 bits hold them. At
 * least one pixel; source and target may be the same. Writes up to 21 bytes beyond the last sample.
 */
export function tableLuma(source: usize, target: usize, pixels: i32, table: usize): void {
  const end = source + 3 * pixels;
  do {
    const first = v128.load(source);
    const last = v128.load(source, 8);
    const y = i16x8.narrow_i32x4_s(luma(first), luma(v128.load(source, 12)));
    const cr = held(scaled(i16x8.sub(channelOf8(first, last, 0), y), 11682));
    const cb = held(scaled(i16x8.sub(channelOf8(first, last, 2), y), 9241));
    const made = lookup8(table, y);
    store8(
      target,
      i16x8.add(made, scaled(cr, 22987)),
      i16x8.add(made, greenPart(cb, cr)),
      i16x8.add(made, scaled(cb, 29049)),
    );
    source += 24;
    target += 24;
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
