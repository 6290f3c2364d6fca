import { REFLECT, REFLECT_101 } from './border';
import { lanczos4 } from './lanczos';
import { storeLanczos4 } from './lanczos16';
import { cubic4, linear4, store4 } from './taps';
import { storeCubic4, storeLinear4 } from './taps16';

// Four output pixels at fixed-point positions, which have 16 fraction bits and are relative to a base pointer.

/** Half of the smallest fraction of the weights of 8 bits. Added before folding, it would be mirrored with the position. */
export const ROUNDING: f64 = 1.0 / 256.0;

/** Stores four pixels, sampled at fixed-point positions, with 2, 4 or 8 taps along each axis. */
@inline
export function put4<Sample>(
  to: usize, base: usize, stride: i32, strides: v128, width: i32, height: i32, border: i32,
  vx: v128, vy: v128, channels: i32, taps: i32, folded: bool,
): void {
  if (sizeof<Sample>() == 1) {
    store4(to, sample4(base, stride, strides, width, height, border, vx, vy, channels, taps, folded), channels);
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
  if (taps == 8) storeLanczos4(to, base, stride, strides, x, y, fx, fy, channels);
  else if (taps == 4) storeCubic4(to, base, stride, strides, x, y, fx, fy, channels);
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
  vx: v128, vy: v128, channels: i32, taps: i32, folded: bool,
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
  if (taps == 8) return lanczos4(base, stride, strides, x, y, fx, fy, channels);
  if (taps == 4) return cubic4(base, stride, strides, x, y, fx, fy, channels);
  return linear4(base, stride, strides, x, y, fx, fy, channels);
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
