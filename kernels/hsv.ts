// RGB → HSV, shifted, → RGB: OpenCV's 8-bit conversions to the bit, as its vector code on x64 computes them.
// Source and target may be the same. Writes up to 21 bytes beyond the last sample.
import { channelOf8, store12 } from './pixel';

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** The nearest multiple of 2⁻¹², to even, of values within 0–1024: the last bit of a single of their sum with 3072. */
@inline
function roundTo12Bits(value: v128): v128 {
  return f32x4.sub(f32x4.add(value, splat(3072)), splat(3072));
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

/**
 * Twelve samples. Each lane of `levels` holds a pixel's middle, smallest and largest channel in its lower bytes; which
 * is which depends on the sector, the lowest byte of each lane of `sector`: red is largest, middle, smallest, smallest,
 * middle, largest in sectors 0–5, green the same four sectors on, blue two.
 */
@inline
function arrange(levels: v128, sector: v128): v128 {
  const samples = i8x16.swizzle(sector, i8x16(0, 0, 0, 4, 4, 4, 8, 8, 8, 12, 12, 12, -1, -1, -1, -1));
  const place = i8x16.add(samples, i8x16(0, 4, 2, 0, 4, 2, 0, 4, 2, 0, 4, 2, 0, 0, 0, 0));
  const rank = i8x16.swizzle(i8x16(2, 0, 1, 1, 0, 2, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0), place);
  return i8x16.swizzle(levels, i8x16.add(rank, i8x16(0, 0, 0, 4, 4, 4, 8, 8, 8, 12, 12, 12, 0, 0, 0, 0)));
}

/**
 * Four pixels: their largest channel, its distance to the smallest, and the hue times that. OpenCV's tables of
 * reciprocals in 1/4096 are divisions here, rounded to that; then every product and sum up to the shifted hue and
 * saturation is exact in single precision, so that shifts may be added before what is below the point is cut.
 */
@inline
function shift4(
  largest: v128, range: v128, sectors: v128, hue: v128, saturation: v128, coloured: v128, value: v128,
  isScaled: bool, saturationFactor: v128, valueFactor: v128,
): v128 {
  const one = splat(1);
  let v = f32x4.convert_i32x4_s(largest);
  const d = f32x4.convert_i32x4_s(range);
  const perRange = roundTo12Bits(f32x4.div(splat(30), f32x4.pmax(d, one)));
  const perValue = roundTo12Bits(f32x4.div(splat(255), v)); // Black gives no number, which is not coloured below.
  let h = f32x4.floor(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sectors), perRange), hue));
  h = f32x4.add(h, v128.and(f32x4.lt(h, splat(0)), splat(180)));
  let s = f32x4.mul(d, perValue);
  let isColoured: v128;
  if (isScaled) {
    // Factors act on whole numbers, as a table of 256 values does.
    const whole = f32x4.floor(f32x4.add(s, splat(0.5)));
    isColoured = f32x4.ge(whole, one);
    s = f32x4.add(f32x4.mul(whole, saturationFactor), saturation);
    v = f32x4.floor(f32x4.mul(v, valueFactor));
  } else {
    s = f32x4.add(s, saturation);
    isColoured = f32x4.ge(s, coloured);
  }
  s = f32x4.floor(f32x4.pmin(splat(255), f32x4.pmax(splat(0), s)));
  s = v128.and(s, isColoured);
  v = f32x4.pmax(splat(0), f32x4.pmin(splat(255), f32x4.add(v, value)));
  const high = f32x4.add(v, splat(8388608));

  s = f32x4.mul(s, splat(<f32>(1.0 / 255.0)));
  v = f32x4.mul(v, splat(<f32>(1.0 / 255.0)));
  h = f32x4.mul(h, splat(<f32>(6.0 / 180.0)));
  const sector = f32x4.add(f32x4.floor(h), splat(8388608));
  // In even sectors the middle channel rises, in odd ones it falls: 1 − the fraction, or the fraction. That is the
  // distance of h − 1 to the nearest multiple of two, the last bit of a single of its sum with 3 · 2²³.
  h = f32x4.sub(h, one);
  const slope = f32x4.abs(f32x4.sub(h, f32x4.sub(f32x4.add(h, splat(25165824)), splat(25165824))));
  const mid = f32x4.floor(f32x4.mul(f32x4.mul(v, oneMinusProduct(s, slope)), splat(255)));
  const low = f32x4.floor(f32x4.mul(f32x4.mul(v, f32x4.sub(one, s)), splat(255)));
  const levels = f32x4.add(mid, f32x4.add(f32x4.mul(low, splat(256)), splat(8388608)));
  return arrange(v128.or(levels, i32x4.shl(high, 16)), sector);
}

/** At least one pixel. Shifts are whole numbers; hue within 0–179. Greys (saturation 0) stay grey. */
export function shiftHsv(
  source: usize, target: usize, pixels: i32, hue: f32, saturation: f32, value: f32,
): void {
  saturation = max<f32>(-255, min<f32>(255, saturation));
  changeHsv(source, target, pixels, hue, saturation + 0.5, saturation + 1, value, false, 1, 1);
}

/** Multiplies saturation and value first, by factors of at least 0, and drops what is below the point. */
export function scaleHsv(
  source: usize, target: usize, pixels: i32, hue: f32, saturation: f32, value: f32,
  saturationFactor: f32, valueFactor: f32,
): void {
  saturation = max<f32>(-255, min<f32>(255, saturation));
  changeHsv(source, target, pixels, hue, saturation, 1, value, true, saturationFactor, valueFactor);
}

@inline
function changeHsv(
  source: usize, target: usize, pixels: i32, hue: f32, saturation: f32, coloured: f32, value: f32,
  isScaled: bool, saturationFactor: f32, valueFactor: f32,
): void {
  // Hues are within −30–150: shifted by this they are within 0–179, or that less 180.
  const hues = splat((hue < 30 ? hue : hue - 180) + 0.5);
  const saturations = splat(saturation);
  const colouredFrom = splat(coloured);
  const values = splat(value);
  const saturationFactors = splat(saturationFactor);
  const valueFactors = splat(valueFactor);
  const end = source + 3 * pixels;
  do {
    const first = v128.load(source);
    const last = v128.load(source, 8);
    const red = channelOf8(first, last, 0);
    const green = channelOf8(first, last, 1);
    const blue = channelOf8(first, last, 2);
    // Sixteen bits suffice here, and are half the work of 32.
    const largest = i16x8.max_s(red, i16x8.max_s(green, blue));
    const range = i16x8.sub(largest, i16x8.min_s(red, i16x8.min_s(green, blue)));
    const range2 = i16x8.add(range, range);
    const fromRed = i16x8.sub(green, blue);
    const fromGreen = i16x8.add(i16x8.sub(blue, red), range2);
    const fromBlue = i16x8.add(i16x8.sub(red, green), i16x8.add(range2, range2));
    const sectors = v128.bitselect(
      fromRed,
      v128.bitselect(fromGreen, fromBlue, i16x8.eq(largest, green)),
      i16x8.eq(largest, red),
    );
    store12(target, shift4(
      i32x4.extend_low_i16x8_u(largest), i32x4.extend_low_i16x8_u(range), i32x4.extend_low_i16x8_s(sectors),
      hues, saturations, colouredFrom, values, isScaled, saturationFactors, valueFactors,
    ));
    store12(target + 12, shift4(
      i32x4.extend_high_i16x8_u(largest), i32x4.extend_high_i16x8_u(range), i32x4.extend_high_i16x8_s(sectors),
      hues, saturations, colouredFrom, values, isScaled, saturationFactors, valueFactors,
    ));
    source += 24;
    target += 24;
  } while (source < end);
}
