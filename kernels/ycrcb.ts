// RGB → luma and two differences of colour, and back: OpenCV's 8-bit conversions RGB2YCrCb and YCrCb2RGB to the bit.
import { channelOf4, store4 } from './pixel';
import { countIn } from './histogram';

@inline
function scaled(a: v128, weight: i32): v128 {
  return i32x4.mul(a, i32x4.splat(weight));
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

@inline
function luma(r: v128, g: v128, b: v128): v128 {
  return rounded(i32x4.add(i32x4.add(scaled(r, 4899), scaled(g, 9617)), scaled(b, 1868)));
}

/** Counts the luma of all pixels. `tables`: four of 256 counts, for pixels 0, 1, 2, 3, 0, 1, … */
export function countLuma(samples: usize, pixels: i32, tables: usize): void {
  for (; pixels > 0; pixels -= 4, samples += 12) {
    const v = v128.load(samples);
    const y = luma(channelOf4(v, 0), channelOf4(v, 1), channelOf4(v, 2));
    countIn(tables, i32x4.extract_lane(y, 0));
    if (pixels > 1) countIn(tables + 1024, i32x4.extract_lane(y, 1));
    if (pixels > 2) countIn(tables + 2048, i32x4.extract_lane(y, 2));
    if (pixels > 3) countIn(tables + 3072, i32x4.extract_lane(y, 3));
  }
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
    const g = channelOf4(v, 1);
    const b = channelOf4(v, 2);
    const y = luma(r, g, b);
    const cr = i32x4.sub(clipped(i32x4.add(rounded(scaled(i32x4.sub(r, y), 11682)), half)), half);
    const cb = i32x4.sub(clipped(i32x4.add(rounded(scaled(i32x4.sub(b, y), 9241)), half)), half);
    const made = i32x4(
      load<u8>(table + i32x4.extract_lane(y, 0)),
      load<u8>(table + i32x4.extract_lane(y, 1)),
      load<u8>(table + i32x4.extract_lane(y, 2)),
      load<u8>(table + i32x4.extract_lane(y, 3)),
    );
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
