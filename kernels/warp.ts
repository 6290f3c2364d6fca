import { REFLECT, REFLECT_101 } from './border';
import { LINEAR } from './chain';
import { copyPixel, copyPixelAndNext } from './orient';
import { cubic4, linear4, store4 } from './taps';
import { storeCubic4, storeLinear4 } from './taps16';

// Warps four pixels at a time. Positions have 16 fraction bits. Each block starts from an exact position, and positions
// in it are relative to the start, so that their precision does not depend on the image's size. Within a block, the
// steps of an affine map are constant, and those of a projective map change linearly. vectors.ts chooses the length of
// blocks, and spans.ts the spans of a row. Rows have six numbers, as in chain.ts.
const ROW: usize = 24;
/** Half of the smallest fraction of the weights. Added before folding, it would be mirrored with the position. */
const ROUNDING: f64 = 1.0 / 256.0;

/** These do not change within one call. */
let source: usize = 0;
let stride: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let border: i32 = 0;
/** The longest block, a multiple of four. */
let block: i32 = 0;
let m0: f64 = 0, m1: f64 = 0, m2: f64 = 0;
let m3: f64 = 0, m4: f64 = 0, m5: f64 = 0;
let m6: f64 = 0, m7: f64 = 0, m8: f64 = 0;
/** Steps of an affine map along a row, with 32 fraction bits. */
let stepX: i64 = 0;
let stepY: i64 = 0;

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
  stepX = fixed32(m0);
  stepY = fixed32(m3);
}

@inline
function fixed32(value: f64): i64 {
  return <i64>floor(value * 4294967296.0 + 0.5);
}

/** Warps the interior of every row, [row[2], row[3]): at least four pixels or none, no tap beyond the source's edge. */
export function warpInterior(
  from: usize, fromStride: i32, channels: i32, depth: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, longest: i32, interpolation: i32,
): void {
  source = from;
  block = longest;
  stride = fromStride;
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const begin = load<i32>(rows, 8);
    const end = load<i32>(rows, 12);
    const row = target + <usize>y * <usize>(targetWidth * channels * (depth >> 3));
    if (depth == 8) interiorSpan<u8>(row, y, begin, end, end - 4, channels, interpolation);
    else interiorSpan<u16>(row, y, begin, end, end - 4, channels, interpolation);
    rows += ROW;
  }
}

function interiorSpan<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, interpolation: i32): void {
  const isAffine = m6 == 0.0 && m7 == 0.0;
  if (channels == 3) {
    if (interpolation == LINEAR) {
      if (isAffine) affineLinear3<Sample>(row, y, begin, end, last);
      else projectiveLinear3<Sample>(row, y, begin, end, last);
    } else {
      if (isAffine) affineCubic3<Sample>(row, y, begin, end, last);
      else projectiveCubic3<Sample>(row, y, begin, end, last);
    }
  } else {
    if (interpolation == LINEAR) {
      if (isAffine) affineLinear1<Sample>(row, y, begin, end, last);
      else projectiveLinear1<Sample>(row, y, begin, end, last);
    } else {
      if (isAffine) affineCubic1<Sample>(row, y, begin, end, last);
      else projectiveCubic1<Sample>(row, y, begin, end, last);
    }
  }
}

/**
 * Warps the edges of every row, [row[1], row[2]) and [row[3], row[4]), linear, for borders that continue the image: the
 * position itself is folded back. May write into the interior, which must be warped later.
 */
export function warpEdge(
  from: usize, fromStride: i32, fromWidth: i32, fromHeight: i32, channels: i32, depth: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, longest: i32, fromBorder: i32,
): void {
  source = from;
  block = longest;
  stride = fromStride;
  width = fromWidth;
  height = fromHeight;
  border = fromBorder;
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * channels * (depth >> 3));
    const last = load<i32>(rows, 16) - 4;
    if (depth == 8) {
      edgeSpan<u8>(row, y, load<i32>(rows, 4), load<i32>(rows, 8), last, channels);
      edgeSpan<u8>(row, y, load<i32>(rows, 12), load<i32>(rows, 16), last, channels);
    } else {
      edgeSpan<u16>(row, y, load<i32>(rows, 4), load<i32>(rows, 8), last, channels);
      edgeSpan<u16>(row, y, load<i32>(rows, 12), load<i32>(rows, 16), last, channels);
    }
    rows += ROW;
  }
}

function edgeSpan<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32): void {
  const isAffine = m6 == 0.0 && m7 == 0.0;
  if (channels == 3) {
    if (isAffine) affineEdge3<Sample>(row, y, begin, end, last);
    else projectiveEdge3<Sample>(row, y, begin, end, last);
  } else {
    if (isAffine) affineEdge1<Sample>(row, y, begin, end, last);
    else projectiveEdge1<Sample>(row, y, begin, end, last);
  }
}

// One function for each case: constants are folded only in inlined calls, and one function with all of them is slow.
function affineLinear3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, false, false);
}

function affineLinear1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, false, false);
}

function affineCubic3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, true, false);
}

function affineCubic1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, true, false);
}

function affineEdge3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, false, true);
}

function affineEdge1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, false, true);
}

function projectiveLinear3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, false, false);
}

function projectiveLinear1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, false, false);
}

function projectiveCubic3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, true, false);
}

function projectiveCubic1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, true, false);
}

function projectiveEdge3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, false, true);
}

function projectiveEdge1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, false, true);
}

/**
 * `channels`, `cubic` and `folded` must be constants. Vectors begin at `begin` at the earliest and at `last` at the
 * latest, so the last two may overlap. Unless folded, positions in a block are relative to that of its first pixel.
 */
@inline
function affineSpan<Sample>(
  row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, cubic: bool, folded: bool,
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
      put4<Sample>(to, base, rowStride, strides, sizeX, sizeY, rule, x4, y4, channels, cubic, folded);
      x4 = i32x4.add(x4, advanceX);
      y4 = i32x4.add(y4, advanceY);
      to += 4 * bytes;
    } while (to < stop);
    x += count;
  }
}

/** The same for a projective map, as its Taylor polynomial of second order about each block's middle. */
@inline
function projectiveSpan<Sample>(
  row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, cubic: bool, folded: bool,
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
      put4<Sample>(to, base, rowStride, strides, sizeX, sizeY, rule, x4, y4, channels, cubic, folded);
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

/** Stores four pixels, sampled at fixed-point positions. */
@inline
function put4<Sample>(
  to: usize, base: usize, stride: i32, strides: v128, width: i32, height: i32, border: i32,
  vx: v128, vy: v128, channels: i32, cubic: bool, folded: bool,
): void {
  if (sizeof<Sample>() == 1) {
    store4(to, sample4(base, stride, strides, width, height, border, vx, vy, channels, cubic, folded), channels);
    return;
  }
  let x = i32x4.shr_s(vx, 16);
  let y = i32x4.shr_s(vy, 16);
  if (folded) {
    vx = foldPosition(vx, width, border);
    vy = foldPosition(vy, height, border);
    x = i32x4.min_s(i32x4.shr_s(vx, 16), i32x4.splat(width - 2));
    y = i32x4.min_s(i32x4.shr_s(vy, 16), i32x4.splat(height - 2));
  }
  const fx = fraction(vx, x);
  const fy = fraction(vy, y);
  if (cubic) storeCubic4(to, base, stride, strides, x, y, fx, fy, channels);
  else storeLinear4(to, base, stride, strides, x, y, fx, fy, channels);
}

/** What positions exceed whole numbers by, in single precision. */
@inline
function fraction(position: v128, whole: v128): v128 {
  const rest = i32x4.sub(position, i32x4.shl(whole, 16));
  return f32x4.mul(f32x4.convert_i32x4_s(rest), f32x4.splat(1.0 / 65536.0));
}

/** Four pixels of 8 bits at fixed-point positions. */
@inline
function sample4(
  base: usize, stride: i32, strides: v128, width: i32, height: i32, border: i32,
  vx: v128, vy: v128, channels: i32, cubic: bool, folded: bool,
): v128 {
  if (folded) {
    vx = foldPosition(vx, width, border);
    vy = foldPosition(vy, height, border);
    const rounding = i32x4.splat(256);
    const x = i32x4.min_s(i32x4.shr_s(vx, 16), i32x4.splat(width - 2));
    const y = i32x4.min_s(i32x4.shr_s(vy, 16), i32x4.splat(height - 2));
    const fx = i32x4.shr_s(i32x4.add(i32x4.sub(vx, i32x4.shl(x, 16)), rounding), 9);
    const fy = i32x4.shr_s(i32x4.add(i32x4.sub(vy, i32x4.shl(y, 16)), rounding), 9);
    return linear4(base, stride, strides, x, y, fx, fy, channels);
  }
  const x = i32x4.shr_s(vx, 16);
  const y = i32x4.shr_s(vy, 16);
  const fx = v128.and(i32x4.shr_u(vx, 9), i32x4.splat(127));
  const fy = v128.and(i32x4.shr_u(vy, 9), i32x4.splat(127));
  return cubic ? cubic4(base, stride, strides, x, y, fx, fy, channels) : linear4(base, stride, strides, x, y, fx, fy, channels);
}

/** Folds positions that exceed the edge by less than the image's size, then clamps them to the outermost centres. */
@inline
function foldPosition(position: v128, size: i32, border: i32): v128 {
  const last = i32x4.splat((size - 1) << 16);
  if (border == REFLECT_101) {
    const mirrored = i32x4.abs(position);
    return i32x4.abs(i32x4.min_s(mirrored, i32x4.sub(i32x4.splat((size - 1) << 17), mirrored)));
  }
  if (border == REFLECT) {
    const half = i32x4.splat(1 << 15);
    const mirrored = i32x4.abs(i32x4.add(position, half));
    position = i32x4.sub(i32x4.min_s(mirrored, i32x4.sub(i32x4.splat(size << 17), mirrored)), half);
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
    else if (bytesPerPixel == 3) nearestSpan(to, begin, y, count, 3);
    else nearestSpan(to, begin, y, count, 6);
    rows += ROW;
  }
}

/** The added half rounds to the nearest centre. */
@inline
function nearestSpan(to: usize, x: i32, y: i32, count: i32, bytesPerPixel: i32): void {
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

@inline
function nearestPixel(from: usize, u: i64, v: i64, rowStride: i32, bytesPerPixel: i32): usize {
  return from + <usize>(<i32>(v >> 32) * rowStride) + <usize>(<i32>(u >> 32) * bytesPerPixel);
}
