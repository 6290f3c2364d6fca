// Order statistics: each sample becomes the median, the least or the greatest of those around it in its channel.
// `source` is padded (`padReplicated`), so that the window of sample i of a row begins at byte i of the padded row;
// strides and `step`, from a pixel to the next, are in bytes. Vectors write up to 63 bytes beyond the last sample.
import { copyBytes } from './copy';

/** Copies the rows from `top` to `bottom` with `radius` more pixels on every side, those at the edge. */
export function padReplicated(
  source: usize, target: usize, width: i32, height: i32, bytesPerPixel: i32, radius: i32, top: i32, bottom: i32,
): void {
  const stride = width * bytesPerPixel;
  for (let y = top - radius; y < bottom + radius; y++) {
    const row = source + <usize>max(0, min(height - 1, y)) * stride;
    target = repeatPixel(target, row, radius, bytesPerPixel);
    copyBytes(row, target, stride);
    target = repeatPixel(target + stride, row + stride - bytesPerPixel, radius, bytesPerPixel);
  }
}

@inline
function repeatPixel(target: usize, pixel: usize, times: i32, bytesPerPixel: i32): usize {
  for (let i = 0; i < times; i++) {
    for (let c = 0; c < bytesPerPixel; c++) store<u8>(target + c, load<u8>(pixel + c));
    target += bytesPerPixel;
  }
  return target;
}

/** The least or the greatest of the samples at `count` offsets in bytes (32 bits each), at least one. */
export function foldTaps(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
  greatest: bool, depth: i32,
): void {
  if (depth == 8) {
    if (greatest) fold<u8>(source, sourceStride, target, targetStride, height, taps, count, true);
    else fold<u8>(source, sourceStride, target, targetStride, height, taps, count, false);
  } else {
    if (greatest) fold<u16>(source, sourceStride, target, targetStride, height, taps, count, true);
    else fold<u16>(source, sourceStride, target, targetStride, height, taps, count, false);
  }
}

@inline
function fold<T>(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
  greatest: bool,
): void {
  const tapsEnd = taps + 4 * count;
  for (let y = 0; y < height; y++) {
    let i = 0;
    do {
      const first = source + i + load<i32>(taps);
      let a = v128.load(first);
      let b = v128.load(first, 16);
      let c = v128.load(first, 32);
      let d = v128.load(first, 48);
      for (let tap = taps + 4; tap < tapsEnd; tap += 4) {
        const at = source + i + load<i32>(tap);
        a = greatest ? v128.max<T>(a, v128.load(at)) : v128.min<T>(a, v128.load(at));
        b = greatest ? v128.max<T>(b, v128.load(at, 16)) : v128.min<T>(b, v128.load(at, 16));
        c = greatest ? v128.max<T>(c, v128.load(at, 32)) : v128.min<T>(c, v128.load(at, 32));
        d = greatest ? v128.max<T>(d, v128.load(at, 48)) : v128.min<T>(d, v128.load(at, 48));
      }
      v128.store(target + i, a);
      v128.store(target + i, b, 16);
      v128.store(target + i, c, 32);
      v128.store(target + i, d, 48);
      i += 64;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}
