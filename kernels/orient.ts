// Copies or mirrors rows, or turns them into columns. With negative strides, these three make all eight orientations.
import { copyBytes } from './copy';

/** Copies rows. Strides are in bytes. With a negative stride, the pointer is that of the last row. */
export function copyRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  bytes: i32, height: i32,
): void {
  for (let y = 0; y < height; y++) {
    copyBytes(source, target, bytes);
    source += sourceStride;
    target += targetStride;
  }
}

/** Writes each row's pixels from right to left. */
export function mirrorRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  width: i32, height: i32, bytesPerPixel: i32,
): void {
  for (let y = 0; y < height; y++) {
    if (bytesPerPixel == 1) mirrorRow(source, target, width, 1);
    else if (bytesPerPixel == 2) mirrorRow(source, target, width, 2);
    else if (bytesPerPixel == 3) mirrorRow(source, target, width, 3);
    else mirrorRow(source, target, width, 6);
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * Vectors of 16, 8, 5 or 2 whole pixels. Five fill 15 bytes, and two of six bytes 12. The bytes before them are
 * overwritten by the next pixels, and some pixels always follow.
 */
@inline
function mirrorRow(source: usize, target: usize, width: i32, bytesPerPixel: i32): void {
  const pixels = 16 / bytesPerPixel;
  const step = pixels * bytesPerPixel;
  let to = target + <usize>(width * bytesPerPixel) - 16;
  let x = 0;
  if (pixels < width) {
    do {
      v128.store(to, mirrored(v128.load(source), bytesPerPixel));
      source += step;
      to -= step;
      x += pixels;
    } while (x + pixels < width);
  }
  to += 16;
  for (; x < width; x++) {
    to -= bytesPerPixel;
    copyPixel(source, to, bytesPerPixel);
    source += bytesPerPixel;
  }
}

@inline
function mirrored(v: v128, bytesPerPixel: i32): v128 {
  if (bytesPerPixel == 1) return i8x16.swizzle(v, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  if (bytesPerPixel == 2) return i8x16.swizzle(v, i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  if (bytesPerPixel == 6) return i8x16.swizzle(v, i8x16(-1, -1, -1, -1, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5));
  return i8x16.swizzle(v, i8x16(-1, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2));
}

/** Number of source rows that are read together, so that all bytes of their cache lines are used. */
const TILE: i32 = 64;

/** Turns column x into row x. `width` and `height` are those of the source. */
export function transposeRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  width: i32, height: i32, bytesPerPixel: i32,
): void {
  for (let top = 0; top < height; top += TILE) {
    const rows = min(TILE, height - top);
    const from = source + <usize>(top * sourceStride);
    const to = target + <usize>(top * bytesPerPixel);
    if (bytesPerPixel == 1) transposeTile(from, sourceStride, to, targetStride, width, rows, 1);
    else if (bytesPerPixel == 2) transposeTile(from, sourceStride, to, targetStride, width, rows, 2);
    else if (bytesPerPixel == 3) transposeTile(from, sourceStride, to, targetStride, width, rows, 3);
    else transposePixels(from, sourceStride, to, targetStride, 0, width, 0, rows, 6);
  }
}

@inline
function transposeTile(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  width: i32, rows: i32, bytesPerPixel: i32,
): void {
  const evenWidth = width & ~3;
  const evenRows = rows & ~3;
  for (let x = 0; x < evenWidth; x += 4) {
    let from = source + <usize>(x * bytesPerPixel);
    let to = target + <usize>(x * targetStride);
    for (let y = 0; y < evenRows; y += 4) {
      transposeSquare(from, sourceStride, to, targetStride, bytesPerPixel);
      from += 4 * sourceStride;
      to += 4 * bytesPerPixel;
    }
  }
  transposePixels(source, sourceStride, target, targetStride, evenWidth, width, 0, rows, bytesPerPixel);
  transposePixels(source, sourceStride, target, targetStride, 0, evenWidth, evenRows, rows, bytesPerPixel);
}

function transposePixels(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  left: i32, right: i32, top: i32, bottom: i32, bytesPerPixel: i32,
): void {
  for (let x = left; x < right; x++) {
    for (let y = top; y < bottom; y++) {
      copyPixel(
        source + <usize>(y * sourceStride + x * bytesPerPixel),
        target + <usize>(x * targetStride + y * bytesPerPixel),
        bytesPerPixel,
      );
    }
  }
}

/** 4 × 4 pixels. */
@inline
function transposeSquare(from: usize, fromStride: i32, to: usize, toStride: i32, bytesPerPixel: i32): void {
  const row1 = from + fromStride;
  const row2 = row1 + fromStride;
  const row3 = row2 + fromStride;
  if (bytesPerPixel == 1) {
    let v = v128.load32_zero(from);
    v = v128.load32_lane(row1, v, 1);
    v = v128.load32_lane(row2, v, 2);
    v = v128.load32_lane(row3, v, 3);
    v = i8x16.swizzle(v, i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    v128.store32_lane(to, v, 0);
    v128.store32_lane(to + toStride, v, 1);
    v128.store32_lane(to + 2 * toStride, v, 2);
    v128.store32_lane(to + 3 * toStride, v, 3);
  } else if (bytesPerPixel == 2) {
    const upper = v128.load64_lane(row1, v128.load64_zero(from), 1);
    const lower = v128.load64_lane(row3, v128.load64_zero(row2), 1);
    const first = v128.shuffle<i16>(upper, lower, 0, 4, 8, 12, 1, 5, 9, 13);
    const second = v128.shuffle<i16>(upper, lower, 2, 6, 10, 14, 3, 7, 11, 15);
    v128.store64_lane(to, first, 0);
    v128.store64_lane(to + toStride, first, 1);
    v128.store64_lane(to + 2 * toStride, second, 0);
    v128.store64_lane(to + 3 * toStride, second, 1);
  } else {
    const a = spread(v128.load(from));
    const b = spread(v128.load(row1));
    const c = spread(v128.load(row2));
    const d = spread(v128.load(row3));
    const leftUpper = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const leftLower = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const rightUpper = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const rightLower = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    store12(to, v128.shuffle<i64>(leftUpper, leftLower, 0, 2));
    store12(to + toStride, v128.shuffle<i64>(leftUpper, leftLower, 1, 3));
    store12(to + 2 * toStride, v128.shuffle<i64>(rightUpper, rightLower, 0, 2));
    store12(to + 3 * toStride, v128.shuffle<i64>(rightUpper, rightLower, 1, 3));
  }
}

/** Four pixels of three bytes, in lanes of 32 bits. */
@inline
function spread(v: v128): v128 {
  return i8x16.swizzle(v, i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
}

/** Does the inverse of `spread`, and stores the result. */
@inline
export function store12(target: usize, v: v128): void {
  const packed = i8x16.swizzle(v, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  v128.store64_lane(target, packed, 0);
  v128.store32_lane(target, packed, 2, 8);
}

/** Copies one pixel of 1, 2, 3 or 6 bytes. */
@inline
export function copyPixel(source: usize, target: usize, bytesPerPixel: i32): void {
  store<u8>(target, load<u8>(source));
  if (bytesPerPixel > 1) store<u8>(target, load<u8>(source, 1), 1);
  if (bytesPerPixel > 2) store<u8>(target, load<u8>(source, 2), 2);
  if (bytesPerPixel > 3) {
    store<u8>(target, load<u8>(source, 3), 3);
    store<u16>(target, load<u16>(source, 4), 4);
  }
}

/** The same, but copies three bytes as four: for pixels whose next byte is written later, or is slack. */
@inline
export function copyPixelAndNext(source: usize, target: usize, bytesPerPixel: i32): void {
  if (bytesPerPixel == 3) store<u32>(target, load<u32>(source));
  else copyPixel(source, target, bytesPerPixel);
}
