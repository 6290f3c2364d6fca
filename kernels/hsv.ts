// RGB → HSV, shifted, → RGB, in place: OpenCV's 8-bit conversions to the bit, as its vector code on x64 computes them.
// Writes up to nine bytes beyond the last sample.
import { channelOf4, clipToByte, floorToByte, store4 } from './pixel';

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
    const sector = f32x4.floor(h);
    const fraction = f32x4.sub(h, sector);
    const halfSector = f32x4.mul(sector, splat(0.5));
    const odd = f32x4.ne(halfSector, f32x4.floor(halfSector));

    // The largest, the smallest and the middle channel; which is which depends on the sector.
    const high = floorToByte(f32x4.mul(v, splat(255)));
    const low = floorToByte(f32x4.mul(f32x4.mul(v, f32x4.sub(one, s)), splat(255)));
    const slope = v128.bitselect(fraction, f32x4.sub(one, fraction), odd);
    const mid = floorToByte(f32x4.mul(f32x4.mul(v, oneMinusProduct(s, slope)), splat(255)));

    const under1 = f32x4.lt(sector, one);
    const under2 = f32x4.lt(sector, splat(2));
    const under3 = f32x4.lt(sector, splat(3));
    const under4 = f32x4.lt(sector, splat(4));
    const under5 = f32x4.lt(sector, splat(5));
    // Sectors 0–5: red high mid low low mid high; green mid high high mid low low; blue low low mid high high mid.
    const r = v128.bitselect(
      v128.bitselect(high, mid, under1),
      v128.bitselect(low, v128.bitselect(mid, high, under5), under4),
      under2,
    );
    const g = v128.bitselect(
      mid,
      v128.bitselect(v128.bitselect(high, mid, under3), low, under4),
      under1,
    );
    const b = v128.bitselect(
      low,
      v128.bitselect(mid, v128.bitselect(high, mid, under5), under3),
      under2,
    );
    store4(samples, r, g, b);
  }
}
