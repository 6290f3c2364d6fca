// Correlation with a kernel, border reflect_101. Source and target are different blocks; up to 47 bytes beyond the
// target's last sample are written.
import { copyBytes } from './copy';

@inline
export function reflect101(index: i32, size: i32): i32 {
  if (size == 1) return 0;
  const period = 2 * (size - 1);
  index %= period;
  if (index < 0) index += period;
  return index < size ? index : period - index;
}

/** Copies the rows from `top` to `bottom` with `radius` more pixels on every side. */
export function padReflected(
  source: usize, target: usize, width: i32, height: i32, channels: i32, radius: i32, top: i32, bottom: i32,
): void {
  const stride = width * channels;
  for (let y = top - radius; y < bottom + radius; y++) {
    const row = source + <usize>reflect101(y, height) * stride;
    for (let x = -radius; x < 0; x++) target = copyPixel(target, row + reflect101(x, width) * channels, channels);
    copyBytes(row, target, stride);
    target += stride;
    for (let x = width; x < width + radius; x++) target = copyPixel(target, row + reflect101(x, width) * channels, channels);
  }
}

@inline
function copyPixel(target: usize, source: usize, channels: i32): usize {
  for (let c = 0; c < channels; c++) store<u8>(target + c, load<u8>(source + c));
  return target + channels;
}

/**
 * Weighted sums in single precision, in the order of the taps, rounded half up. `source` is padded; each of the
 * `count` taps is an offset in bytes into it (32 bits) and a weight (a single).
 */
export function convolveTaps(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
): void {
  const half = f32x4.splat(0.5);
  const tapsEnd = taps + 8 * count;
  for (let y = 0; y < height; y++) {
    let i = 0;
    do {
      let a = half;
      let b = half;
      let c = half;
      let d = half;
      for (let tap = taps; tap < tapsEnd; tap += 8) {
        const v = v128.load(source + i + load<i32>(tap));
        const weight = v128.load32_splat(tap, 4);
        const low = i16x8.extend_low_i8x16_u(v);
        const high = i16x8.extend_high_i8x16_u(v);
        a = f32x4.add(a, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low))));
        b = f32x4.add(b, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low))));
        c = f32x4.add(c, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high))));
        d = f32x4.add(d, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high))));
      }
      v128.store(
        target + i,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(floorToInteger(a), floorToInteger(b)),
          i16x8.narrow_i32x4_s(floorToInteger(c), floorToInteger(d)),
        ),
      );
      i += 16;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * The same sums in whole numbers, exact. Each of `count` pairs of taps is two offsets (32 bits each) and two weights of
 * 16 bits, in units of 2^−bits.
 */
export function convolvePairs(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, pairs: usize, count: i32, bits: i32,
): void {
  const half = i32x4.splat(1 << (bits - 1));
  const pairsEnd = pairs + 12 * count;
  for (let y = 0; y < height; y++) {
    let i = 0;
    do {
      let a = half;
      let b = half;
      let c = half;
      let d = half;
      let pair = pairs;
      do {
        const first = v128.load(source + i + load<i32>(pair));
        const second = v128.load(source + i + load<i32>(pair, 4));
        const weights = v128.load32_splat(pair, 8);
        const low = lowPairs(first, second);
        const high = highPairs(first, second);
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weights));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weights));
        c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weights));
        d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weights));
        pair += 12;
      } while (pair < pairsEnd);
      v128.store(
        target + i,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(i32x4.shr_s(a, bits), i32x4.shr_s(b, bits)),
          i16x8.narrow_i32x4_s(i32x4.shr_s(c, bits), i32x4.shr_s(d, bits)),
        ),
      );
      i += 16;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}

/** The bytes of the lower halves, those of a and b in turn. */
@inline
export function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
export function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Rounds down. Clips to ±1000 first. */
@inline
function floorToInteger(v: v128): v128 {
  const clipped = f32x4.pmax(f32x4.splat(-1000), f32x4.pmin(f32x4.splat(1000), v));
  return i32x4.sub(f32x4.add(f32x4.floor(clipped), f32x4.splat(12582912)), i32x4.splat(0x4b400000));
}

/**
 * A symmetric kernel of non-negative weights that is the product of a column and a row: first the columns, with 6
 * fraction bits, then the rows. Both are given as terms, an even number of weights of 16 bits (in 1/2¹⁵, or less than
 * 2¹⁵ in sum for each pair of neighbours at that distance): term k is the weight of the sum of the samples k before and
 * k after. Term 0 is applied to its sample twice, so it is half the weight. `scratch` has room for a padded row with 16
 * bits for each sample, and for the rows of terms.
 */
export function convolveSeparable(
  source: usize, target: usize, width: i32, height: i32, channels: i32,
  rowTerms: usize, rowCount: i32, columnTerms: usize, columnCount: i32, scratch: usize,
): void {
  const stride = width * channels;
  const padding = rowCount * channels;
  const pointers = scratch;
  const middle = scratch + 8 * columnCount + 2 * padding;
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < columnCount; k++) {
      store<u32>(pointers + 8 * k, source + <usize>reflect101(y - k, height) * stride);
      store<u32>(pointers + 8 * k, source + <usize>reflect101(y + k, height) * stride, 4);
    }
    columns(pointers, columnTerms, columnCount, middle, stride);
    padNarrow(middle, width, channels, rowCount);
    rows(middle, rowTerms, rowCount, channels, target, stride);
    target += stride;
  }
}

/** Gives a row of 16 bits for each sample so many more pixels on each side. */
export function padNarrow(row: usize, width: i32, channels: i32, radius: i32): void {
  const end = row + 2 * (width - 1) * channels;
  for (let k = 1; k <= radius; k++) {
    copyNarrow(row - 2 * k * channels, row + 2 * reflect101(-k, width) * channels, channels);
    copyNarrow(end + 2 * k * channels, row + 2 * reflect101(width - 1 + k, width) * channels, channels);
  }
}

@inline
function copyNarrow(target: usize, source: usize, channels: i32): void {
  for (let c = 0; c < 2 * channels; c += 2) store<u16>(target + c, load<u16>(source + c));
}

/** The sums of the samples at equal distance, 8 of 16, of both bytes' halves. */
@inline
function pairSum(a: v128, b: v128, low: bool): v128 {
  return i16x8.extadd_pairwise_i8x16_u(low ? lowPairs(a, b) : highPairs(a, b));
}

@inline
export function weighLow(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), weights);
}

@inline
export function weighHigh(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), weights);
}

function columns(pointers: usize, terms: usize, count: i32, target: usize, stride: i32): void {
  const pointersEnd = pointers + 8 * count;
  let i = 0;
  do {
    let a = i32x4.splat(1 << 8);
    let b = a;
    let c = a;
    let d = a;
    let weights = terms;
    let p = pointers;
    do {
      const before = v128.load(load<u32>(p) + i);
      const after = v128.load(load<u32>(p, 4) + i);
      const before2 = v128.load(load<u32>(p, 8) + i);
      const after2 = v128.load(load<u32>(p, 12) + i);
      const weight = v128.load32_splat(weights);
      const low = pairSum(before, after, true);
      const low2 = pairSum(before2, after2, true);
      const high = pairSum(before, after, false);
      const high2 = pairSum(before2, after2, false);
      a = i32x4.add(a, weighLow(low, low2, weight));
      b = i32x4.add(b, weighHigh(low, low2, weight));
      c = i32x4.add(c, weighLow(high, high2, weight));
      d = i32x4.add(d, weighHigh(high, high2, weight));
      p += 16;
      weights += 4;
    } while (p < pointersEnd);
    v128.store(target + 2 * i, i16x8.narrow_i32x4_s(i32x4.shr_s(a, 9), i32x4.shr_s(b, 9)));
    v128.store(target + 2 * i, i16x8.narrow_i32x4_s(i32x4.shr_s(c, 9), i32x4.shr_s(d, 9)), 16);
    i += 16;
  } while (i < stride);
}

function rows(source: usize, terms: usize, count: i32, channels: i32, target: usize, stride: i32): void {
  const step = <usize>(2 * channels);
  const termsEnd = terms + 2 * count;
  let i = 0;
  do {
    let a = i32x4.splat(1 << 20);
    let b = a;
    let c = a;
    let d = a;
    let before = source + 2 * i;
    let after = before;
    let weights = terms;
    do {
      const weight = v128.load32_splat(weights);
      const low = i16x8.add(v128.load(before), v128.load(after));
      const high = i16x8.add(v128.load(before, 16), v128.load(after, 16));
      before -= step;
      after += step;
      const low2 = i16x8.add(v128.load(before), v128.load(after));
      const high2 = i16x8.add(v128.load(before, 16), v128.load(after, 16));
      before -= step;
      after += step;
      a = i32x4.add(a, weighLow(low, low2, weight));
      b = i32x4.add(b, weighHigh(low, low2, weight));
      c = i32x4.add(c, weighLow(high, high2, weight));
      d = i32x4.add(d, weighHigh(high, high2, weight));
      weights += 4;
    } while (weights < termsEnd);
    v128.store(
      target + i,
      i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(i32x4.shr_s(a, 21), i32x4.shr_s(b, 21)),
        i16x8.narrow_i32x4_s(i32x4.shr_s(c, 21), i32x4.shr_s(d, 21)),
      ),
    );
    i += 16;
  } while (i < stride);
}
