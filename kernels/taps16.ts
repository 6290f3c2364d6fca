// Four output pixels of 16-bit samples from their source neighbourhoods, as in taps.ts, but stored at once, with fractions
// and sums in single precision. `channels` must be a constant.
import { broadcast } from './taps';

/** Bilinear. `fx` and `fy` are within 0–1. */
@inline
export function storeLinear4(
  to: usize, base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): void {
  const offsets = i32x4.add(i32x4.mul(y, strides), i32x4.mul(x, i32x4.splat(2 * channels)));
  const a = base + <usize>i32x4.extract_lane(offsets, 0);
  const b = base + <usize>i32x4.extract_lane(offsets, 1);
  const c = base + <usize>i32x4.extract_lane(offsets, 2);
  const d = base + <usize>i32x4.extract_lane(offsets, 3);
  if (channels == 1) {
    const upper = betweenPairs(pairs(a, b, c, d), fx);
    const lower = betweenPairs(pairs(a + stride, b + stride, c + stride, d + stride), fx);
    const samples = rounded(between(upper, lower, fy));
    v128.store64_lane(to, i16x8.narrow_i32x4_u(samples, samples), 0);
    return;
  }
  store12(
    to,
    linearPixel(a, stride, broadcast(fx, 0), broadcast(fy, 0)),
    linearPixel(b, stride, broadcast(fx, 1), broadcast(fy, 1)),
    linearPixel(c, stride, broadcast(fx, 2), broadcast(fy, 2)),
    linearPixel(d, stride, broadcast(fx, 3), broadcast(fy, 3)),
  );
}

@inline
function between(first: v128, second: v128, share: v128): v128 {
  return f32x4.add(first, f32x4.mul(share, f32x4.sub(second, first)));
}

/** A sample (lower half of each lane) and its right neighbour at each of four positions. */
@inline
function pairs(a: usize, b: usize, c: usize, d: usize): v128 {
  let v = v128.load32_zero(a);
  v = v128.load32_lane(b, v, 1);
  v = v128.load32_lane(c, v, 2);
  return v128.load32_lane(d, v, 3);
}

@inline
function betweenPairs(v: v128, share: v128): v128 {
  const left = f32x4.convert_i32x4_s(v128.and(v, i32x4.splat(0xffff)));
  const right = f32x4.convert_i32x4_s(i32x4.shr_u(v, 16));
  return between(left, right, share);
}

/** Three samples and a fourth one, which does not count. */
@inline
function pixel(pointer: usize): v128 {
  return f32x4.convert_i32x4_s(v128.load16x4_u(pointer));
}

@inline
function linearPixel(pointer: usize, stride: i32, fx: v128, fy: v128): v128 {
  const upper = between(pixel(pointer), pixel(pointer + 6), fx);
  const lower = between(pixel(pointer + stride), pixel(pointer + stride + 6), fx);
  return between(upper, lower, fy);
}

/** Half up, to 0 at least. */
@inline
export function rounded(values: v128): v128 {
  return i32x4.trunc_sat_f32x4_u(f32x4.add(values, f32x4.splat(0.5)));
}

/** Stores four pixels of three channels: 24 bytes. */
@inline
export function store12(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const first = i16x8.narrow_i32x4_u(rounded(a), rounded(b));
  const last = i16x8.narrow_i32x4_u(rounded(c), rounded(d));
  v128.store(to, v128.shuffle<i16>(first, last, 0, 1, 2, 4, 5, 6, 8, 9));
  v128.store64_lane(to, v128.shuffle<i16>(first, last, 10, 12, 13, 14, 0, 0, 0, 0), 0, 16);
}

/** Bicubic, Keys' cubic with a = −0.75 as in `cubicWeight`. */
@inline
export function storeCubic4(
  to: usize, base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): void {
  const offsets = i32x4.add(i32x4.mul(y, strides), i32x4.mul(x, i32x4.splat(2 * channels)));
  const first = base - <usize>(stride + 2 * channels);
  const x0 = outerWeight(fx);
  const x1 = innerWeight(fx);
  const x2 = innerWeight(f32x4.sub(f32x4.splat(1), fx));
  const x3 = lastWeight(x0, x1, x2);
  const y0 = outerWeight(fy);
  const y1 = innerWeight(fy);
  const y2 = innerWeight(f32x4.sub(f32x4.splat(1), fy));
  const y3 = lastWeight(y0, y1, y2);
  const a = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 0), stride, x0, x1, x2, x3, y0, y1, y2, y3, 0, channels);
  const b = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 1), stride, x0, x1, x2, x3, y0, y1, y2, y3, 1, channels);
  const c = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 2), stride, x0, x1, x2, x3, y0, y1, y2, y3, 2, channels);
  const d = cubicPixel(first + <usize>i32x4.extract_lane(offsets, 3), stride, x0, x1, x2, x3, y0, y1, y2, y3, 3, channels);
  if (channels == 3) {
    store12(to, a, b, c, d);
    return;
  }
  const both = v128.shuffle<i32>(v128.shuffle<i32>(a, b, 0, 4, 0, 4), v128.shuffle<i32>(c, d, 0, 4, 0, 4), 0, 1, 4, 5);
  const samples = rounded(both);
  v128.store64_lane(to, i16x8.narrow_i32x4_u(samples, samples), 0);
}

/** The weight at the distance 1 + f. */
@inline
function outerWeight(f: v128): v128 {
  const d = f32x4.add(f, f32x4.splat(1));
  let weight = f32x4.add(f32x4.mul(d, f32x4.splat(-0.75)), f32x4.splat(3.75));
  weight = f32x4.sub(f32x4.mul(weight, d), f32x4.splat(6));
  return f32x4.add(f32x4.mul(weight, d), f32x4.splat(3));
}

/** The weight at the distance f. */
@inline
function innerWeight(f: v128): v128 {
  const weight = f32x4.sub(f32x4.mul(f, f32x4.splat(1.25)), f32x4.splat(2.25));
  return f32x4.add(f32x4.mul(f32x4.mul(weight, f), f), f32x4.splat(1));
}

@inline
function lastWeight(first: v128, second: v128, third: v128): v128 {
  return f32x4.sub(f32x4.sub(f32x4.sub(f32x4.splat(1), first), second), third);
}

/** Three channels in the lower lanes, or one channel in the lowest. `lane` must be a constant. */
@inline
function cubicPixel(
  pointer: usize, stride: i32, x0: v128, x1: v128, x2: v128, x3: v128, y0: v128, y1: v128, y2: v128, y3: v128,
  lane: i32, channels: i32,
): v128 {
  const wy0 = broadcast(y0, lane);
  const wy1 = broadcast(y1, lane);
  const wy2 = broadcast(y2, lane);
  const wy3 = broadcast(y3, lane);
  if (channels == 1) {
    const sums = cubicColumn(pointer, stride, wy0, wy1, wy2, wy3);
    return f32x4.add(
      f32x4.add(f32x4.mul(sums, broadcast(x0, lane)), f32x4.mul(broadcast(sums, 1), broadcast(x1, lane))),
      f32x4.add(f32x4.mul(broadcast(sums, 2), broadcast(x2, lane)), f32x4.mul(broadcast(sums, 3), broadcast(x3, lane))),
    );
  }
  return f32x4.add(
    f32x4.add(
      f32x4.mul(cubicColumn(pointer, stride, wy0, wy1, wy2, wy3), broadcast(x0, lane)),
      f32x4.mul(cubicColumn(pointer + 6, stride, wy0, wy1, wy2, wy3), broadcast(x1, lane)),
    ),
    f32x4.add(
      f32x4.mul(cubicColumn(pointer + 12, stride, wy0, wy1, wy2, wy3), broadcast(x2, lane)),
      f32x4.mul(cubicColumn(pointer + 18, stride, wy0, wy1, wy2, wy3), broadcast(x3, lane)),
    ),
  );
}

/** The weighted sums down four rows of the four samples at a pointer. */
@inline
function cubicColumn(pointer: usize, stride: i32, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(pixel(pointer), w0), f32x4.mul(pixel(pointer + stride), w1)),
    f32x4.add(f32x4.mul(pixel(pointer + 2 * stride), w2), f32x4.mul(pixel(pointer + 3 * stride), w3)),
  );
}
