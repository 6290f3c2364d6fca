// Lanczos with eight taps along each axis, as OpenCV's INTER_LANCZOS4: the weight at the distance d is proportional to
// sinc(d) · sinc(d / 4), and the weights of a position sum to 1. sin(πd) differs between taps by its sign alone, so sin(πd/4)
// and d decide; and sin(πd/4) follows from sin and cos of πf/4 for all taps.
import { narrow } from './taps';

const TAPS: i32 = 8;
const HALF_ROOT: f64 = 0.7071067811865476;
const QUARTER_PI: f64 = 0.7853981633974483;

/** Weights of the taps −3 to 4 for the fraction f, 0–1: eight doubles. */
export function lanczosWeights(to: usize, f: f64): void {
  for (let i = 0; i < TAPS; i++) store<f64>(to + (i << 3), 0.0);
  if (f == 0.0 || f == 1.0) {
    store<f64>(to + (f == 0.0 ? 24 : 32), 1.0);
    return;
  }
  const x = f * QUARTER_PI;
  const square = x * x;
  const s = x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0 * (1.0 - square / 110.0 * (1.0 - square / 156.0))))));
  const c = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0 * (1.0 - square / 132.0 * (1.0 - square / 182.0))))));
  const sum = HALF_ROOT * (s + c);
  const difference = HALF_ROOT * (s - c);
  store<f64>(to, difference);
  store<f64>(to, c, 8);
  store<f64>(to, -sum, 16);
  store<f64>(to, s, 24);
  store<f64>(to, -difference, 32);
  store<f64>(to, -c, 40);
  store<f64>(to, sum, 48);
  store<f64>(to, -s, 56);
  let total = 0.0;
  for (let i = 0; i < TAPS; i++) {
    const d = f + <f64>(3 - i);
    const weight = load<f64>(to + (i << 3)) / (d * d);
    store<f64>(to + (i << 3), weight);
    total += weight;
  }
  for (let i = 0; i < TAPS; i++) store<f64>(to + (i << 3), load<f64>(to + (i << 3)) / total);
}

/** Weights of the eight taps for each fraction 0–128, 14 bits, summing to 1 << 14. */
const WEIGHTS: usize = memory.data(129 * 16, 16);
/** The same with 32 bits each, for the rows. */
const ROW_WEIGHTS: usize = memory.data(129 * 32, 16);
const EXACT: usize = memory.data(64, 8);

for (let i = 0; i <= 128; i++) {
  lanczosWeights(EXACT, <f64>i / 128.0);
  const nearest = i <= 64 ? 3 : 4;
  let rest = 1 << 14;
  for (let tap = 0; tap < TAPS; tap++) {
    const weight = <i32>floor(load<f64>(EXACT + (tap << 3)) * 16384.0 + 0.5);
    if (tap != nearest) rest -= weight;
    storeWeight(i, tap, weight);
  }
  storeWeight(i, nearest, rest);
}

function storeWeight(fraction: i32, tap: i32, weight: i32): void {
  store<i16>(WEIGHTS + (fraction << 4) + (tap << 1), <i16>weight);
  store<i32>(ROW_WEIGHTS + (fraction << 5) + (tap << 2), weight);
}

/** Four pixels, in the form of `linear4` (taps.ts). */
@inline
export function lanczos4(
  base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): v128 {
  const columns = channels == 3 ? i32x4.add(x, i32x4.add(x, x)) : x;
  const offsets = i32x4.add(i32x4.mul(y, strides), columns);
  const first = base - <usize>(3 * (stride + channels));
  const tablesX = i32x4.shl(fx, 4);
  const tablesY = i32x4.shl(fy, 5);
  const a = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 0), stride, WEIGHTS + <usize>i32x4.extract_lane(tablesX, 0), ROW_WEIGHTS + <usize>i32x4.extract_lane(tablesY, 0), channels);
  const b = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 1), stride, WEIGHTS + <usize>i32x4.extract_lane(tablesX, 1), ROW_WEIGHTS + <usize>i32x4.extract_lane(tablesY, 1), channels);
  const c = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 2), stride, WEIGHTS + <usize>i32x4.extract_lane(tablesX, 2), ROW_WEIGHTS + <usize>i32x4.extract_lane(tablesY, 2), channels);
  const d = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 3), stride, WEIGHTS + <usize>i32x4.extract_lane(tablesX, 3), ROW_WEIGHTS + <usize>i32x4.extract_lane(tablesY, 3), channels);
  if (channels == 1) {
    const zero = i32x4.splat(0);
    return narrow(v128.shuffle<i32>(v128.shuffle<i32>(a, b, 0, 4, 0, 4), v128.shuffle<i32>(c, d, 0, 4, 0, 4), 0, 1, 4, 5), zero, zero, zero);
  }
  return narrow(a, b, c, d);
}

/** Sums stay below 2³¹: the positive weights of both axes sum to 1.97 at most. */
@inline
function lanczosPixel(pointer: usize, stride: i32, weightsX: usize, weightsY: usize, channels: i32): v128 {
  const stop = weightsY + 4 * TAPS;
  let sum = i32x4.splat(1 << 21);
  if (channels == 1) {
    const weights = v128.load(weightsX);
    do {
      sum = i32x4.add(sum, i32x4.mul(greyRow(pointer, weights), v128.load32_splat(weightsY)));
      pointer += stride;
      weightsY += 4;
    } while (weightsY < stop);
    return i32x4.shr_s(sum, 22);
  }
  const first = v128.load32_splat(weightsX);
  const second = v128.load32_splat(weightsX, 4);
  const third = v128.load32_splat(weightsX, 8);
  const fourth = v128.load32_splat(weightsX, 12);
  do {
    sum = i32x4.add(sum, i32x4.mul(colourRow(pointer, first, second, third, fourth), v128.load32_splat(weightsY)));
    pointer += stride;
    weightsY += 4;
  } while (weightsY < stop);
  return i32x4.shr_s(sum, 22);
}

/** The weighted sum of eight neighbours in a row, in all lanes, with 8 fraction bits. */
@inline
function greyRow(pointer: usize, weights: v128): v128 {
  let sum = i32x4.dot_i16x8_s(v128.load8x8_u(pointer), weights);
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 1, 0, 3, 2));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(32)), 6);
}

/** The same with one channel in each lane. */
@inline
function colourRow(pointer: usize, first: v128, second: v128, third: v128, fourth: v128): v128 {
  const near = v128.load(pointer);
  const far = v128.load(pointer, 12);
  const sum = i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(leftPair(near), first), i32x4.dot_i16x8_s(rightPair(near), second)),
    i32x4.add(i32x4.dot_i16x8_s(leftPair(far), third), i32x4.dot_i16x8_s(rightPair(far), fourth)),
  );
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(32)), 6);
}

@inline
function leftPair(samples: v128): v128 {
  return i8x16.swizzle(samples, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
}

@inline
function rightPair(samples: v128): v128 {
  return i8x16.swizzle(samples, i8x16(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
}
