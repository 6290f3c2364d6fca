import { REFLECT, REFLECT_101 } from './border';
import { LINEAR } from './chain';
import { copyPixel } from './orient';
import { cubic4, linear4, store4 } from './taps';

// Warps four pixels at a time. Positions are fixed point, taken anew from double precision every BLOCK pixels and
// relative to there, so that their precision does not depend on the picture's size: 16 fraction bits for affine maps,
// 7 for projective ones. spans.ts says which pixels of a row lie where; rows are six numbers as in chain.ts.
const BLOCK: i32 = 64;
const ROW: usize = 24;

/** What does not change within one call. */
let source: usize = 0;
let stride: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let border: i32 = 0;
let m0: f64 = 0, m1: f64 = 0, m2: f64 = 0;
let m3: f64 = 0, m4: f64 = 0, m5: f64 = 0;
let m6: f64 = 0, m7: f64 = 0, m8: f64 = 0;

function loadMatrix(matrix: usize): void {
  m0 = load<f64>(matrix);
  m1 = load<f64>(matrix, 8);
  m2 = load<f64>(matrix, 16);
  m3 = load<f64>(matrix, 24);
  m4 = load<f64>(matrix, 32);
  m5 = load<f64>(matrix, 40);
  m6 = load<f64>(matrix, 48);
  m7 = load<f64>(matrix, 56);
  m8 = load<f64>(matrix, 64);
}

/** The interior of every row, [row[2], row[3]): at least four pixels or none, no tap beyond the source's edge. */
export function warpInterior(
  from: usize, fromStride: i32, channels: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, interpolation: i32,
): void {
  source = from;
  stride = fromStride;
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const begin = load<i32>(rows, 8);
    const end = load<i32>(rows, 12);
    const row = target + <usize>y * <usize>(targetWidth * channels);
    for (let x = begin; x < end; x += BLOCK) {
      const count = min(BLOCK, end - x);
      const even = count & ~3;
      if (even > 0) interiorBlock(row, x, y, even, channels, interpolation);
      if (even < count) interiorBlock(row, end - 4, y, 4, channels, interpolation);
    }
    rows += ROW;
  }
}

@inline
function interiorBlock(row: usize, x: i32, y: i32, count: i32, channels: i32, interpolation: i32): void {
  const isAffine = m6 == 0.0 && m7 == 0.0;
  if (channels == 3) {
    if (interpolation == LINEAR) {
      if (isAffine) affineBlock(row, x, y, count, 3, false, false);
      else projectiveBlock(row, x, y, count, 3, false, false);
    } else {
      if (isAffine) affineBlock(row, x, y, count, 3, true, false);
      else projectiveBlock(row, x, y, count, 3, true, false);
    }
  } else {
    if (interpolation == LINEAR) {
      if (isAffine) affineBlock(row, x, y, count, 1, false, false);
      else projectiveBlock(row, x, y, count, 1, false, false);
    } else {
      if (isAffine) affineBlock(row, x, y, count, 1, true, false);
      else projectiveBlock(row, x, y, count, 1, true, false);
    }
  }
}

/**
 * The edge of every row, [row[1], row[2]) and [row[3], row[4]), linear, at a border that continues the picture: the
 * position itself is folded back. May write into the interior, which is to be done after it.
 */
export function warpEdge(
  from: usize, fromStride: i32, fromWidth: i32, fromHeight: i32, channels: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, fromBorder: i32,
): void {
  source = from;
  stride = fromStride;
  width = fromWidth;
  height = fromHeight;
  border = fromBorder;
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * channels);
    const last = load<i32>(rows, 16) - 4;
    edgeSpan(row, y, load<i32>(rows, 4), load<i32>(rows, 8), last, channels);
    edgeSpan(row, y, load<i32>(rows, 12), load<i32>(rows, 16), last, channels);
    rows += ROW;
  }
}

/** `last` is where the last vector of the row may begin. */
function edgeSpan(row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32): void {
  for (let x = begin; x < end; x += BLOCK) {
    const count = min(BLOCK, end - x);
    const even = count & ~3;
    if (even > 0) edgeBlock(row, x, y, even, channels);
    if (even < count) edgeBlock(row, min(x + even, last), y, 4, channels);
  }
}

@inline
function edgeBlock(row: usize, x: i32, y: i32, count: i32, channels: i32): void {
  const isAffine = m6 == 0.0 && m7 == 0.0;
  if (channels == 3) {
    if (isAffine) affineBlock(row, x, y, count, 3, false, true);
    else projectiveBlock(row, x, y, count, 3, false, true);
  } else {
    if (isAffine) affineBlock(row, x, y, count, 1, false, true);
    else projectiveBlock(row, x, y, count, 1, false, true);
  }
}

@inline
function ramp(step: i32): v128 {
  return i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step));
}

/** `channels`, `cubic` and `folded` must be constants. Without folding, everything is relative to the block's first pixel. */
@inline
function affineBlock(row: usize, x: i32, y: i32, count: i32, channels: i32, cubic: bool, folded: bool): void {
  const half = 1.0 / 256.0;
  const u = m0 * <f64>x + m1 * <f64>y + m2 + half;
  const v = m3 * <f64>x + m4 * <f64>y + m5 + half;
  const left = floor(u);
  const top = floor(v);
  const originX = folded ? 0.0 : left;
  const originY = folded ? 0.0 : top;
  const stepX = <i32>floor(m0 * 65536.0 + 0.5);
  const stepY = <i32>floor(m3 * 65536.0 + 0.5);
  const base = source + <usize>(<i32>originY * stride) + <usize>(<i32>originX * channels);
  let vx = i32x4.add(i32x4.splat(<i32>floor((u - originX) * 65536.0)), ramp(stepX));
  let vy = i32x4.add(i32x4.splat(<i32>floor((v - originY) * 65536.0)), ramp(stepY));
  const advanceX = i32x4.splat(stepX << 2);
  const advanceY = i32x4.splat(stepY << 2);
  const rowStride = stride;
  const sizeX = width;
  const sizeY = height;
  const rule = border;
  let to = row + <usize>(x * channels);
  const end = to + <usize>(count * channels);
  for (; to < end; to += 4 * channels) {
    store4(to, sample4(base, rowStride, sizeX, sizeY, rule, vx, vy, 16, channels, cubic, folded), channels);
    vx = i32x4.add(vx, advanceX);
    vy = i32x4.add(vy, advanceY);
  }
}

@inline
function projectiveBlock(row: usize, x: i32, y: i32, count: i32, channels: i32, cubic: bool, folded: bool): void {
  const weight = m6 * <f64>x + m7 * <f64>y + m8;
  const u = (m0 * <f64>x + m1 * <f64>y + m2) / weight;
  const v = (m3 * <f64>x + m4 * <f64>y + m5) / weight;
  const left = floor(u);
  const top = floor(v);
  const originX = folded ? 0 : <i32>left;
  const originY = folded ? 0 : <i32>top;
  const foldedX = i32x4.splat(folded ? <i32>left << 7 : 0);
  const foldedY = i32x4.splat(folded ? <i32>top << 7 : 0);
  const base = source + <usize>(originY * stride) + <usize>(originX * channels);
  const slopeX = f32x4.splat(<f32>((m0 - left * m6) / weight));
  const slopeY = f32x4.splat(<f32>((m3 - top * m6) / weight));
  const slopeWeight = f32x4.splat(<f32>(m6 / weight));
  const startX = f32x4.splat(<f32>(u - left));
  const startY = f32x4.splat(<f32>(v - top));
  let index = f32x4(0, 1, 2, 3);
  const rowStride = stride;
  const sizeX = width;
  const sizeY = height;
  const rule = border;
  let to = row + <usize>(x * channels);
  const end = to + <usize>(count * channels);
  for (; to < end; to += 4 * channels) {
    const scale = f32x4.div(f32x4.splat(128), f32x4.add(f32x4.splat(1), f32x4.mul(slopeWeight, index)));
    const vx = roundToInt(f32x4.mul(f32x4.add(startX, f32x4.mul(slopeX, index)), scale));
    const vy = roundToInt(f32x4.mul(f32x4.add(startY, f32x4.mul(slopeY, index)), scale));
    const x4 = i32x4.add(vx, foldedX);
    const y4 = i32x4.add(vy, foldedY);
    store4(to, sample4(base, rowStride, sizeX, sizeY, rule, x4, y4, 7, channels, cubic, folded), channels);
    index = f32x4.add(index, f32x4.splat(4));
  }
}

/** For |x| < 2²²: in 1.5 · 2²³ + n the lowest bits are n itself, which is cheaper than a conversion. */
@inline
function roundToInt(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, f32x4.splat(12582912)), i32x4.splat(0x4b400000));
}

/** Four pixels at fixed-point positions with `bits` fraction bits. */
@inline
function sample4(
  base: usize, stride: i32, width: i32, height: i32, border: i32,
  vx: v128, vy: v128, bits: i32, channels: i32, cubic: bool, folded: bool,
): v128 {
  if (folded) {
    vx = foldPosition(vx, width, border, bits);
    vy = foldPosition(vy, height, border, bits);
    const x = i32x4.min_s(i32x4.shr_s(vx, bits), i32x4.splat(width - 2));
    const y = i32x4.min_s(i32x4.shr_s(vy, bits), i32x4.splat(height - 2));
    const fx = i32x4.shr_s(i32x4.sub(vx, i32x4.shl(x, bits)), bits - 7);
    const fy = i32x4.shr_s(i32x4.sub(vy, i32x4.shl(y, bits)), bits - 7);
    return linear4(base, stride, x, y, fx, fy, channels);
  }
  const x = i32x4.shr_s(vx, bits);
  const y = i32x4.shr_s(vy, bits);
  const fx = v128.and(i32x4.shr_u(vx, bits - 7), i32x4.splat(127));
  const fy = v128.and(i32x4.shr_u(vy, bits - 7), i32x4.splat(127));
  return cubic ? cubic4(base, stride, x, y, fx, fy, channels) : linear4(base, stride, x, y, fx, fy, channels);
}

/** Positions beyond the edge by less than the picture's size, brought back; then clamped to the outermost centres. */
@inline
function foldPosition(position: v128, size: i32, border: i32, bits: i32): v128 {
  const last = i32x4.splat((size - 1) << bits);
  if (border == REFLECT_101) {
    const mirrored = i32x4.abs(position);
    return i32x4.abs(i32x4.min_s(mirrored, i32x4.sub(i32x4.splat((size - 1) << (bits + 1)), mirrored)));
  }
  if (border == REFLECT) {
    const half = i32x4.splat(1 << (bits - 1));
    const mirrored = i32x4.abs(i32x4.add(position, half));
    position = i32x4.sub(i32x4.min_s(mirrored, i32x4.sub(i32x4.splat(size << (bits + 1)), mirrored)), half);
  }
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(last, position));
}

/** The interior of every row by the nearest pixel, for affine maps. */
export function warpNearest(
  from: usize, fromStride: i32, bytesPerPixel: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize, matrix: usize,
): void {
  source = from;
  stride = fromStride;
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * bytesPerPixel);
    const begin = load<i32>(rows, 8);
    const count = load<i32>(rows, 12) - begin;
    const to = row + <usize>(begin * bytesPerPixel);
    if (bytesPerPixel == 1) nearestSpan(to, begin, y, count, 1);
    else if (bytesPerPixel == 2) nearestSpan(to, begin, y, count, 2);
    else nearestSpan(to, begin, y, count, 3);
    rows += ROW;
  }
}

/** Positions with 32 fraction bits; the added half rounds to the nearest centre. */
@inline
function nearestSpan(to: usize, x: i32, y: i32, count: i32, bytesPerPixel: i32): void {
  const unit: f64 = 4294967296.0;
  const stepX = <i64>floor(m0 * unit + 0.5);
  const stepY = <i64>floor(m3 * unit + 0.5);
  let u = <i64>floor((m0 * <f64>x + m1 * <f64>y + m2 + 0.5) * unit);
  let v = <i64>floor((m3 * <f64>x + m4 * <f64>y + m5 + 0.5) * unit);
  for (let i = 0; i < count; i++) {
    const from = source + <usize>(<i32>(v >> 32) * stride) + <usize>(<i32>(u >> 32) * bytesPerPixel);
    copyPixel(from, to, bytesPerPixel);
    to += bytesPerPixel;
    u += stepX;
    v += stepY;
  }
}
