import { copyPixel, copyPixelAndNext } from './orient';
import { ROUNDING, put4 } from './positions';

// Spans of a row, four pixels at a time. Each block starts from an exact position, and positions in it are relative to
// the start, so that their precision does not depend on the image's size. Within a block, the steps of an affine map are
// constant, and those of a projective map change linearly. vectors.ts chooses the length of blocks.

/** These do not change within one call. */
let source: usize = 0;
let stride: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let border: i32 = 0;
let block: i32 = 0;
let m0: f64 = 0, m1: f64 = 0, m2: f64 = 0;
let m3: f64 = 0, m4: f64 = 0, m5: f64 = 0;
let m6: f64 = 0, m7: f64 = 0, m8: f64 = 0;
/** Steps of an affine map along a row, with 32 fraction bits. */
let stepX: i64 = 0;
let stepY: i64 = 0;

/** The longest block is a multiple of four. */
export function loadSource(from: usize, fromStride: i32, longest: i32): void {
  source = from;
  stride = fromStride;
  block = longest;
}

/** For folded spans. */
export function loadBorder(fromWidth: i32, fromHeight: i32, fromBorder: i32): void {
  width = fromWidth;
  height = fromHeight;
  border = fromBorder;
}

export function loadMatrix(matrix: usize): void {
  m0 = load<f64>(matrix);
  m1 = load<f64>(matrix, 8);
  m2 = load<f64>(matrix, 16);
  m3 = load<f64>(matrix, 24);
  m4 = load<f64>(matrix, 32);
  m5 = load<f64>(matrix, 40);
  m6 = load<f64>(matrix, 48);
  m7 = load<f64>(matrix, 56);
  m8 = load<f64>(matrix, 64);
  stepX = fixed32(m0);
  stepY = fixed32(m3);
}

@inline
function fixed32(value: f64): i64 {
  return <i64>floor(value * 4294967296.0 + 0.5);
}

export function isAffine(): bool {
  return m6 == 0.0 && m7 == 0.0;
}

/**
 * `channels`, `taps` and `folded` must be constants. Vectors begin at `begin` at the earliest and at `last` at the
 * latest, so the last two may overlap. Unless folded, positions in a block are relative to that of its first pixel.
 */
@inline
export function affineSpan<Sample>(
  row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, taps: i32, folded: bool,
): void {
  const rounding = folded || sizeof<Sample>() == 2 ? 0.0 : ROUNDING;
  const startX = fixed32(m1 * <f64>y + m2 + rounding);
  const startY = fixed32(m4 * <f64>y + m5 + rounding);
  const step16X = <i32>((stepX + 0x8000) >> 16);
  const step16Y = <i32>((stepY + 0x8000) >> 16);
  const rampX = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step16X));
  const rampY = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step16Y));
  const advanceX = i32x4.splat(step16X << 2);
  const advanceY = i32x4.splat(step16Y << 2);
  const rowStride = stride;
  const strides = i32x4.splat(stride);
  const sizeX = width;
  const sizeY = height;
  const rule = border;
  for (let x = begin; x < end; ) {
    x = min(x, last);
    const count = max(4, min(block, (end - x) & ~3));
    const u = startX + stepX * <i64>x;
    const v = startY + stepY * <i64>x;
    const originX = folded ? 0 : <i32>(u >> 32);
    const originY = folded ? 0 : <i32>(v >> 32);
    const bytes = channels * <i32>sizeof<Sample>();
    const base = source + <usize>(originY * rowStride) + <usize>(originX * bytes);
    let x4 = i32x4.add(i32x4.splat(<i32>(u >> 16) - (originX << 16)), rampX);
    let y4 = i32x4.add(i32x4.splat(<i32>(v >> 16) - (originY << 16)), rampY);
    let to = row + <usize>(x * bytes);
    const stop = to + <usize>(count * bytes);
    do {
      put4<Sample>(to, base, rowStride, strides, sizeX, sizeY, rule, x4, y4, channels, taps, folded);
      x4 = i32x4.add(x4, advanceX);
      y4 = i32x4.add(y4, advanceY);
      to += 4 * bytes;
    } while (to < stop);
    x += count;
  }
}

/** The same for a projective map, as its Taylor polynomial of second order about each block's middle. */
@inline
export function projectiveSpan<Sample>(
  row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, taps: i32, folded: bool,
): void {
  const startX = m1 * <f64>y + m2;
  const startY = m4 * <f64>y + m5;
  const startWeight = m7 * <f64>y + m8;
  const rounding = folded || sizeof<Sample>() == 2 ? 0.0 : ROUNDING;
  const rowStride = stride;
  const strides = i32x4.splat(stride);
  const sizeX = width;
  const sizeY = height;
  const rule = border;
  for (let x = begin; x < end; ) {
    x = min(x, last);
    const count = max(4, min(block, (end - x) & ~3));
    const half = <f64>(count >> 1);
    const middle = <f64>x + half;
    const perWeight = 1.0 / (m6 * middle + startWeight);
    const middleX = (m0 * middle + startX) * perWeight;
    const middleY = (m3 * middle + startY) * perWeight;
    const slopeX = (m0 - middleX * m6) * perWeight;
    const slopeY = (m3 - middleY * m6) * perWeight;
    const bendX = -slopeX * m6 * perWeight;
    const bendY = -slopeY * m6 * perWeight;
    const firstX = middleX - half * (slopeX - half * bendX) + rounding;
    const firstY = middleY - half * (slopeY - half * bendY) + rounding;
    const originX = folded ? 0 : <i32>floor(firstX);
    const originY = folded ? 0 : <i32>floor(firstY);
    const bytes = channels * <i32>sizeof<Sample>();
    const base = source + <usize>(originY * rowStride) + <usize>(originX * bytes);
    let x4 = quadratic(firstX - <f64>originX, slopeX - 2.0 * half * bendX, bendX);
    let y4 = quadratic(firstY - <f64>originY, slopeY - 2.0 * half * bendY, bendY);
    let advanceX = advance(slopeX - 2.0 * half * bendX, bendX);
    let advanceY = advance(slopeY - 2.0 * half * bendY, bendY);
    const turnX = i32x4.splat(fixed16(32.0 * bendX));
    const turnY = i32x4.splat(fixed16(32.0 * bendY));
    let to = row + <usize>(x * bytes);
    const stop = to + <usize>(count * bytes);
    do {
      put4<Sample>(to, base, rowStride, strides, sizeX, sizeY, rule, x4, y4, channels, taps, folded);
      x4 = i32x4.add(x4, advanceX);
      y4 = i32x4.add(y4, advanceY);
      advanceX = i32x4.add(advanceX, turnX);
      advanceY = i32x4.add(advanceY, turnY);
      to += 4 * bytes;
    } while (to < stop);
    x += count;
  }
}

@inline
function fixed16(value: f64): i32 {
  return <i32>floor(value * 65536.0 + 0.5);
}

/** first + slope · i + bend · i² for i from 0 to 3, fixed point. */
@inline
function quadratic(first: f64, slope: f64, bend: f64): v128 {
  const i = f32x4(0, 1, 2, 3);
  const rest = f32x4.mul(i, f32x4.add(f32x4.splat(<f32>(slope * 65536.0)), f32x4.mul(i, f32x4.splat(<f32>(bend * 65536.0)))));
  return i32x4.add(i32x4.splat(fixed16(first)), i32x4.trunc_sat_f32x4_s(rest));
}

/** The step from these four values of `quadratic` to the next four. */
@inline
function advance(slope: f64, bend: f64): v128 {
  const ramp = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(fixed16(8.0 * bend)));
  return i32x4.add(i32x4.splat(fixed16(4.0 * slope + 16.0 * bend)), ramp);
}

/** The added half rounds to the nearest centre. */
@inline
export function nearestSpan(to: usize, x: i32, y: i32, count: i32, bytesPerPixel: i32): void {
  const rowStride = stride;
  const from = source;
  const alongX = stepX;
  const alongY = stepY;
  let u = fixed32(m1 * <f64>y + m2 + 0.5) + alongX * <i64>x;
  let v = fixed32(m4 * <f64>y + m5 + 0.5) + alongY * <i64>x;
  if (count <= 0) return;
  const last = to + <usize>((count - 1) * bytesPerPixel);
  for (; to < last; to += bytesPerPixel) {
    const pixel = nearestPixel(from, u, v, rowStride, bytesPerPixel);
    copyPixelAndNext(pixel, to, bytesPerPixel);
    u += alongX;
    v += alongY;
  }
  copyPixel(nearestPixel(from, u, v, rowStride, bytesPerPixel), to, bytesPerPixel);
}

/** Whether all pixels of a row come from one, and all of a column from one. */
export function isStraight(): bool {
  return stepY == 0 && m1 == 0.0;
}

/** The source's row that row `y` comes from, where the map is straight. */
@inline
export function nearestLine(y: i32): i32 {
  return <i32>(fixed32(m4 * <f64>y + m5 + 0.5) >> 32);
}

/** Does the work of `nearestSpan` where the map is straight. */
@inline
export function nearestStretch(to: usize, line: i32, x: i32, y: i32, count: i32, bytesPerPixel: i32): void {
  if (count <= 0) return;
  const from = source + <usize>(line * stride);
  const along = stepX;
  let u = fixed32(m1 * <f64>y + m2 + 0.5) + along * <i64>x;
  const last = to + <usize>((count - 1) * bytesPerPixel);
  for (; to < last; to += bytesPerPixel) {
    copyPixelAndNext(from + <usize>(<i32>(u >> 32) * bytesPerPixel), to, bytesPerPixel);
    u += along;
  }
  copyPixel(from + <usize>(<i32>(u >> 32) * bytesPerPixel), to, bytesPerPixel);
}

@inline
function nearestPixel(from: usize, u: i64, v: i64, rowStride: i32, bytesPerPixel: i32): usize {
  return from + <usize>(<i32>(v >> 32) * rowStride) + <usize>(<i32>(u >> 32) * bytesPerPixel);
}
