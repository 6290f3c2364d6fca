// Lanczos for samples of 16 bits, as in lanczos.ts, in single precision.
import { rounded, store12 } from './taps16';

const TAPS: usize = 8;
/** Weights of four pixels along each axis: a vector for each tap, a lane for each pixel. */
const WEIGHTS_X: usize = memory.data(128, 16);
const WEIGHTS_Y: usize = memory.data(128, 16);
/** Nearer to a pixel's centre nothing changes, and nothing is divided by 0. */
const LEAST: f32 = 1e-9;

/** Four pixels, in the form of `storeLinear4` (taps16.ts). */
@inline
export function storeLanczos4(
  to: usize, base: usize, stride: i32, strides: v128, x: v128, y: v128, fx: v128, fy: v128, channels: i32,
): void {
  const offsets = i32x4.add(i32x4.mul(y, strides), i32x4.mul(x, i32x4.splat(2 * channels)));
  const first = base - <usize>(3 * (stride + 2 * channels));
  setWeights(WEIGHTS_X, fx);
  setWeights(WEIGHTS_Y, fy);
  const a = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 0), stride, 0, channels);
  const b = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 1), stride, 4, channels);
  const c = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 2), stride, 8, channels);
  const d = lanczosPixel(first + <usize>i32x4.extract_lane(offsets, 3), stride, 12, channels);
  if (channels == 3) {
    store12(to, a, b, c, d);
    return;
  }
  const all = v128.shuffle<i32>(v128.shuffle<i32>(a, b, 0, 4, 0, 4), v128.shuffle<i32>(c, d, 0, 4, 0, 4), 0, 1, 4, 5);
  const samples = rounded(all);
  v128.store64_lane(to, i16x8.narrow_i32x4_u(samples, samples), 0);
}

/** The formulas of `lanczosWeights`. */
function setWeights(to: usize, fraction: v128): void {
  const f = f32x4.max(fraction, f32x4.splat(LEAST));
  const x = f32x4.mul(f, f32x4.splat(0.7853981633974483));
  const square = f32x4.mul(x, x);
  let series = falling(f32x4.splat(1), square, 1.0 / 110.0);
  series = falling(series, square, 1.0 / 72.0);
  series = falling(series, square, 1.0 / 42.0);
  series = falling(series, square, 1.0 / 20.0);
  const s = f32x4.mul(x, falling(series, square, 1.0 / 6.0));
  series = falling(f32x4.splat(1), square, 1.0 / 90.0);
  series = falling(series, square, 1.0 / 56.0);
  series = falling(series, square, 1.0 / 30.0);
  series = falling(series, square, 1.0 / 12.0);
  const c = falling(series, square, 1.0 / 2.0);
  const halfRoot = f32x4.splat(0.7071067811865476);
  const sum = f32x4.mul(halfRoot, f32x4.add(s, c));
  const difference = f32x4.mul(halfRoot, f32x4.sub(s, c));
  const w0 = overSquare(difference, f, 3);
  const w1 = overSquare(c, f, 2);
  const w2 = overSquare(f32x4.neg(sum), f, 1);
  const w3 = overSquare(s, f, 0);
  const w4 = overSquare(f32x4.neg(difference), f, -1);
  const w5 = overSquare(f32x4.neg(c), f, -2);
  const w6 = overSquare(sum, f, -3);
  const w7 = overSquare(f32x4.neg(s), f, -4);
  const total = f32x4.add(
    f32x4.add(f32x4.add(w0, w7), f32x4.add(w1, w6)),
    f32x4.add(f32x4.add(w2, w5), f32x4.add(w3, w4)),
  );
  const scale = f32x4.div(f32x4.splat(1), total);
  v128.store(to, f32x4.mul(w0, scale));
  v128.store(to, f32x4.mul(w1, scale), 16);
  v128.store(to, f32x4.mul(w2, scale), 32);
  v128.store(to, f32x4.mul(w3, scale), 48);
  v128.store(to, f32x4.mul(w4, scale), 64);
  v128.store(to, f32x4.mul(w5, scale), 80);
  v128.store(to, f32x4.mul(w6, scale), 96);
  v128.store(to, f32x4.mul(w7, scale), 112);
}

/** 1 − share · square · series. */
@inline
function falling(series: v128, square: v128, share: f32): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.mul(square, f32x4.splat(share)), series));
}

@inline
function overSquare(value: v128, f: v128, whole: f32): v128 {
  const distance = f32x4.add(f, f32x4.splat(whole));
  return f32x4.div(value, f32x4.mul(distance, distance));
}

/** Three channels in the lower lanes, or one channel in the lowest. `lane` is that of the pixel's weights, in bytes. */
@inline
function lanczosPixel(pointer: usize, stride: i32, lane: usize, channels: i32): v128 {
  let sum = f32x4.splat(0);
  for (let row: usize = 0; row < TAPS; row++) {
    const weight = v128.load32_splat(WEIGHTS_Y + lane + (row << 4));
    const along = channels == 3 ? colourRow(pointer, lane) : greyRow(pointer, lane);
    sum = f32x4.add(sum, f32x4.mul(along, weight));
    pointer += stride;
  }
  return sum;
}

@inline
function colourRow(pointer: usize, lane: usize): v128 {
  let sum = f32x4.splat(0);
  for (let tap: usize = 0; tap < TAPS; tap++) {
    const samples = f32x4.convert_i32x4_s(v128.load16x4_u(pointer + 6 * tap));
    sum = f32x4.add(sum, f32x4.mul(samples, v128.load32_splat(WEIGHTS_X + lane + (tap << 4))));
  }
  return sum;
}

/** In the lowest lane. */
@inline
function greyRow(pointer: usize, lane: usize): v128 {
  let sum = f32x4.splat(0);
  for (let tap: usize = 0; tap < TAPS; tap++) {
    const sample = f32x4.convert_i32x4_s(v128.load16_lane(pointer + 2 * tap, i32x4.splat(0), 0));
    sum = f32x4.add(sum, f32x4.mul(sample, v128.load32_splat(WEIGHTS_X + lane + (tap << 4))));
  }
  return sum;
}
