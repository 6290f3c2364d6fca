// RGB → HSV, shifted, → RGB, in place: OpenCV's 8-bit conversions to the bit, as its vector code on x64 computes them.
// Writes up to nine bytes beyond the last sample.
import { channelOf4, clipToByte, store12 } from './pixel';

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** ⌊(a · b + 2¹¹) / 2¹²⌋ of whole numbers; every step is exact in single precision. */
@inline
function productShifted12(a: v128, b: v128): v128 {
  return f32x4.floor(f32x4.mul(f32x4.add(f32x4.mul(a, b), splat(2048)), splat(1.0 / 4096)));
}

/** 1 − a · b with one rounding, as a fused multiply-add gives it. */
@inline
function oneMinusProduct(a: v128, b: v128): v128 {
  const one = f64x2.splat(1);
  const high = v128.shuffle<i32>(a, a, 2, 3, 2, 3);
  const high2 = v128.shuffle<i32>(b, b, 2, 3, 2, 3);
  const first = f64x2.sub(one, f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
  const second = f64x2.sub(one, f64x2.mul(f64x2.promote_low_f32x4(high), f64x2.promote_low_f32x4(high2)));
  return v128.shuffle<i32>(
    f32x4.demote_f64x2_zero(first),
    f32x4.demote_f64x2_zero(second),
    0, 1, 4, 5,
  );
}

/** The whole part of values within 0–256 in the lowest byte of each lane: in 2²³ + n the lowest bits of a single are n. */
@inline
function floorInLowByte(value: v128): v128 {
  return f32x4.add(f32x4.floor(value), splat(8388608));
}

/**
 * Twelve samples. Each lane of `levels` holds a pixel's largest, middle and smallest channel in its lower bytes; which
 * is which depends on the sector, the lowest byte of each lane of `sector`: red is largest, middle, smallest, smallest,
 * middle, largest in sectors 0–5, green the same four sectors on, blue two.
 */
@inline
function arrange(levels: v128, sector: v128): v128 {
  const samples = i8x16.swizzle(sector, i8x16(0, 0, 0, 4, 4, 4, 8, 8, 8, 12, 12, 12, -1, -1, -1, -1));
  const place = i8x16.add(samples, i8x16(0, 4, 2, 0, 4, 2, 0, 4, 2, 0, 4, 2, 0, 0, 0, 0));
  const rank = i8x16.swizzle(i8x16(0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0), place);
  return i8x16.swizzle(levels, i8x16.add(rank, i8x16(0, 0, 0, 4, 4, 4, 8, 8, 8, 12, 12, 12, 0, 0, 0, 0)));
}

/** Shifts are whole numbers; hue within 0–179. Greys (saturation 0) stay grey. */
export function shiftHsv(samples: usize, pixels: i32, hue: f32, saturation: f32, value: f32): void {
  const one = splat(1);
  for (const end = samples + 3 * pixels; samples < end; samples += 12) {
    const pixel4 = v128.load(samples);
    const red = channelOf4(pixel4, 0);
    const green = channelOf4(pixel4, 1);
    const blue = channelOf4(pixel4, 2);
    const largest = i32x4.max_s(red, i32x4.max_s(green, blue));
    const range = i32x4.sub(largest, i32x4.min_s(red, i32x4.min_s(green, blue)));
    let v = f32x4.convert_i32x4_s(largest);
    const d = f32x4.convert_i32x4_s(range);

    const fromRed = i32x4.sub(green, blue);
    const fromGreen = i32x4.add(i32x4.sub(blue, red), i32x4.shl(range, 1));
    const fromBlue = i32x4.add(i32x4.sub(red, green), i32x4.shl(range, 2));
    const sectors = v128.bitselect(
      fromRed,
      v128.bitselect(fromGreen, fromBlue, i32x4.eq(largest, green)),
      i32x4.eq(largest, red),
    );
    const perRange = f32x4.nearest(f32x4.div(splat(122880), f32x4.pmax(d, one)));
    const perValue = f32x4.nearest(f32x4.div(splat(1044480), f32x4.pmax(v, one)));
    let h = productShifted12(f32x4.convert_i32x4_s(sectors), perRange);
    let s = productShifted12(d, perValue);

    h = f32x4.add(h, v128.and(f32x4.lt(h, splat(0)), splat(180)));
    h = f32x4.add(h, splat(hue));
    h = f32x4.sub(h, v128.and(f32x4.ge(h, splat(180)), splat(180)));
    s = v128.and(clipToByte(f32x4.add(s, splat(saturation))), f32x4.gt(s, splat(0)));
    v = clipToByte(f32x4.add(v, splat(value)));

    s = f32x4.mul(s, splat(<f32>(1.0 / 255.0)));
    v = f32x4.mul(v, splat(<f32>(1.0 / 255.0)));
    h = f32x4.mul(h, splat(<f32>(6.0 / 180.0)));
    const wholeSector = f32x4.floor(h);
    const sector = f32x4.add(wholeSector, splat(8388608));
    // In even sectors the middle channel rises, in odd ones it falls: 1 − the fraction, or the fraction.
    const even = v128.and(i32x4.sub(v128.and(sector, i32x4.splat(1)), i32x4.splat(1)), splat(1));
    const slope = f32x4.abs(f32x4.sub(f32x4.sub(h, wholeSector), even));
    const high = floorInLowByte(f32x4.mul(v, splat(255)));
    const mid = floorInLowByte(f32x4.mul(f32x4.mul(v, oneMinusProduct(s, slope)), splat(255)));
    const low = floorInLowByte(f32x4.mul(f32x4.mul(v, f32x4.sub(one, s)), splat(255)));
    const levels = v128.or(v128.or(high, i32x4.shl(mid, 8)), i32x4.shl(low, 16));
    store12(samples, arrange(levels, sector));
  }
}
