// Four output pixels from their source neighbourhoods. Positions are whole numbers relative to a base pointer, and
// fractions in 1/128. `channels` must be a constant, so that each instance is inlined without branches.
import { store12 } from './orient';

/** The same 32 bits in all lanes. `lane` must be a constant. */
@inline
export function broadcast(v: v128, lane: i32): v128 {
  if (lane == 0) return v128.shuffle<i32>(v, v, 0, 0, 0, 0);
  if (lane == 1) return v128.shuffle<i32>(v, v, 1, 1, 1, 1);
  if (lane == 2) return v128.shuffle<i32>(v, v, 2, 2, 2, 2);
  return v128.shuffle<i32>(v, v, 3, 3, 3, 3);
}

/** Four pixels by bilinear interpolation: three samples in the low bytes of each lane, or four in the low four bytes. */
@inline
export function linear4(
  base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): v128 {
  const both = i16x8.mul(fx, fy);
  const right = i32x4.shl(fx, 7);
  const upperRight = i32x4.sub(right, both);
  const lowerLeft = i32x4.sub(i32x4.shl(fy, 7), both);
  const upperLeft = i32x4.sub(i32x4.sub(i32x4.splat(1 << 14), right), lowerLeft);
  const upper = v128.or(upperLeft, i32x4.shl(upperRight, 16));
  const lower = v128.or(lowerLeft, i32x4.shl(both, 16));
  const columns = channels == 3 ? i32x4.add(x, i32x4.add(x, x)) : x;
  const offsets = i32x4.add(i32x4.mul(y, strides), columns);
  const a = base + <usize>i32x4.extract_lane(offsets, 0);
  const b = base + <usize>i32x4.extract_lane(offsets, 1);
  const c = base + <usize>i32x4.extract_lane(offsets, 2);
  const d = base + <usize>i32x4.extract_lane(offsets, 3);
  if (channels == 1) {
    const sums = i32x4.add(
      i32x4.dot_i16x8_s(pairs(a, b, c, d), upper),
      i32x4.dot_i16x8_s(pairs(a + stride, b + stride, c + stride, d + stride), lower),
    );
    return narrow(rounded(sums), i32x4.splat(0), i32x4.splat(0), i32x4.splat(0));
  }
  return narrow(
    linearPixel(a, stride, broadcast(upper, 0), broadcast(lower, 0)),
    linearPixel(b, stride, broadcast(upper, 1), broadcast(lower, 1)),
    linearPixel(c, stride, broadcast(upper, 2), broadcast(lower, 2)),
    linearPixel(d, stride, broadcast(upper, 3), broadcast(lower, 3)),
  );
}

@inline
function rounded(sums: v128): v128 {
  return i32x4.shr_s(i32x4.add(sums, i32x4.splat(1 << 13)), 14);
}

@inline
export function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** A sample and its right neighbour at each of four positions, 16 bits each. */
@inline
function pairs(a: usize, b: usize, c: usize, d: usize): v128 {
  let v = v128.load16_splat(a);
  v = v128.load16_lane(b, v, 1);
  v = v128.load16_lane(c, v, 2);
  v = v128.load16_lane(d, v, 3);
  return i16x8.extend_low_i8x16_u(v);
}

/** A pixel and its right neighbour, three channels: (left, right) pairs of 16 bits, one pair for each channel. */
@inline
function pixelPair(pointer: usize): v128 {
  return i8x16.swizzle(v128.load64_zero(pointer), i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
}

@inline
function linearPixel(pointer: usize, stride: i32, upper: v128, lower: v128): v128 {
  return rounded(
    i32x4.add(
      i32x4.dot_i16x8_s(pixelPair(pointer), upper),
      i32x4.dot_i16x8_s(pixelPair(pointer + stride), lower),
    ),
  );
}

/** Weights of the four taps for each fraction 0–128, 14 bits, summing to 1 << 14. */
const CUBIC: usize = memory.data(129 * 8, 16);
/** The same, each weight in four lanes of 32 bits: loading it takes a third of the instructions of spreading it. */
const CUBIC_SPREAD: usize = memory.data(129 * 64, 64);

for (let i = 0; i <= 128; i++) {
  const f = <f64>i / 128.0;
  const outer = cubicWeight14(1.0 + f);
  const right = cubicWeight14(1.0 - f);
  const last = cubicWeight14(2.0 - f);
  store<i16>(CUBIC + (i << 3), <i16>outer);
  store<i16>(CUBIC + (i << 3), <i16>((1 << 14) - outer - right - last), 2);
  store<i16>(CUBIC + (i << 3), <i16>right, 4);
  store<i16>(CUBIC + (i << 3), <i16>last, 6);
  for (let tap = 0; tap < 4; tap++) {
    v128.store(CUBIC_SPREAD + (i << 6) + (tap << 4), i32x4.splat(load<i16>(CUBIC + (i << 3) + (tap << 1))));
  }
}

function cubicWeight14(distance: f64): i32 {
  return <i32>floor(cubicWeight(distance) * 16384.0 + 0.5);
}

/** Keys' cubic with a = −0.75, as in OpenCV. */
export function cubicWeight(distance: f64): f64 {
  const a = -0.75;
  const d = abs(distance);
  if (d <= 1.0) return ((a + 2.0) * d - (a + 3.0)) * d * d + 1.0;
  if (d < 2.0) return ((a * d - 5.0 * a) * d + 8.0 * a) * d - 4.0 * a;
  return 0.0;
}

/** Four pixels by bicubic interpolation, in the form of `linear4`. */
@inline
export function cubic4(
  base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): v128 {
  const columns = channels == 3 ? i32x4.add(x, i32x4.add(x, x)) : x;
  const offsets = i32x4.add(i32x4.mul(y, strides), columns);
  const first = base - <usize>(stride + channels);
  const tablesX = i32x4.shl(fx, 3);
  const tablesY = i32x4.shl(fy, 6);
  const a = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 0), stride, CUBIC + <usize>i32x4.extract_lane(tablesX, 0), CUBIC_SPREAD + <usize>i32x4.extract_lane(tablesY, 0), channels);
  const b = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 1), stride, CUBIC + <usize>i32x4.extract_lane(tablesX, 1), CUBIC_SPREAD + <usize>i32x4.extract_lane(tablesY, 1), channels);
  const c = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 2), stride, CUBIC + <usize>i32x4.extract_lane(tablesX, 2), CUBIC_SPREAD + <usize>i32x4.extract_lane(tablesY, 2), channels);
  const d = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 3), stride, CUBIC + <usize>i32x4.extract_lane(tablesX, 3), CUBIC_SPREAD + <usize>i32x4.extract_lane(tablesY, 3), channels);
  if (channels == 1) {
    const zero = i32x4.splat(0);
    return narrow(v128.shuffle<i32>(v128.shuffle<i32>(a, b, 0, 4, 0, 4), v128.shuffle<i32>(c, d, 0, 4, 0, 4), 0, 1, 4, 5), zero, zero, zero);
  }
  return narrow(a, b, c, d);
}

@inline
function cubicPixel(pointer: usize, stride: i32, weightsX: usize, weightsY: usize, channels: i32): v128 {
  const leftWeights = v128.load32_splat(weightsX);
  const rightWeights = v128.load32_splat(weightsX, 4);
  const sum = i32x4.add(
    i32x4.add(
      i32x4.mul(cubicRow(pointer, leftWeights, rightWeights, channels), v128.load(weightsY)),
      i32x4.mul(cubicRow(pointer + stride, leftWeights, rightWeights, channels), v128.load(weightsY, 16)),
    ),
    i32x4.add(
      i32x4.mul(cubicRow(pointer + 2 * stride, leftWeights, rightWeights, channels), v128.load(weightsY, 32)),
      i32x4.mul(cubicRow(pointer + 3 * stride, leftWeights, rightWeights, channels), v128.load(weightsY, 48)),
    ),
  );
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << 21)), 22);
}

/** The weighted sum of four neighbours in a row: one channel in each lane, with 8 fraction bits. */
@inline
function cubicRow(pointer: usize, leftWeights: v128, rightWeights: v128, channels: i32): v128 {
  const samples = v128.load(pointer);
  const left = channels == 3
    ? i8x16.swizzle(samples, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1))
    : i8x16.swizzle(samples, i8x16(0, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const right = channels == 3
    ? i8x16.swizzle(samples, i8x16(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1))
    : i8x16.swizzle(samples, i8x16(2, -1, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const sum = i32x4.add(i32x4.dot_i16x8_s(left, leftWeights), i32x4.dot_i16x8_s(right, rightWeights));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(32)), 6);
}

/** Writes four pixels from the result of `linear4` or `cubic4`. */
@inline
export function store4(target: usize, v: v128, channels: i32): void {
  if (channels == 1) v128.store32_lane(target, v, 0);
  else store12(target, v);
}
