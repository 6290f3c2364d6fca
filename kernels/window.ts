import { CONSTANT, borderIndex } from './border';
import { copyBytes } from './copy';
import { copyPixel, copyPixelAndNext } from './orient';

/**
 * Copies the rectangle of `targetWidth` × `targetHeight` pixels at (left, top) of the source, which it may exceed.
 * `fill` points to one pixel, for border CONSTANT; `row` to room for 32 bits, or a pixel, for each target column.
 * Strides are in bytes; target rows are packed. Writes up to one byte beyond the last pixel.
 */
export function windowRows(
  source: usize, sourceStride: i32, width: i32, height: i32,
  target: usize, targetWidth: i32, targetHeight: i32,
  left: i32, top: i32, border: i32, fill: usize, row: usize, bytesPerPixel: i32,
): void {
  const first = min(max(0, -left), targetWidth);
  const last = max(first, min(targetWidth, width - left));
  const inside = (last - first) * bytesPerPixel;
  const before = first * bytesPerPixel;
  const behind = last * bytesPerPixel;
  const stride = targetWidth * bytesPerPixel;
  const isFilled = border == CONSTANT;
  if (isFilled) fillPixels(row, fill, targetWidth, bytesPerPixel);
  else placeColumns(row, left, targetWidth, width, border, bytesPerPixel);
  for (let y = 0; y < targetHeight; y++) {
    const sourceRow = borderIndex(top + y, height, border);
    if (sourceRow < 0) {
      copyBytes(row, target, stride);
    } else {
      const from = source + <usize>sourceRow * sourceStride;
      if (isFilled) copyBytes(row, target, before);
      else copyColumns(from, target, 0, first, row, bytesPerPixel);
      if (inside > 0) copyBytes(from + <usize>((left + first) * bytesPerPixel), target + <usize>before, inside);
      if (isFilled) copyBytes(row, target + <usize>behind, stride - behind);
      else copyColumns(from, target, last, targetWidth, row, bytesPerPixel);
    }
    target += stride;
  }
}

/** Where each target column begins in a row of the source, in bytes. */
function placeColumns(columns: usize, left: i32, count: i32, width: i32, border: i32, bytesPerPixel: i32): void {
  for (let x = 0; x < count; x++) store<i32>(columns + (x << 2), borderIndex(left + x, width, border) * bytesPerPixel);
}

function copyColumns(
  source: usize, target: usize, begin: i32, end: i32, columns: usize, bytesPerPixel: i32,
): void {
  let to = target + <usize>(begin * bytesPerPixel);
  for (let x = begin; x < end; x++) {
    copyPixelAndNext(source + load<i32>(columns + (x << 2)), to, bytesPerPixel);
    to += bytesPerPixel;
  }
}

/** Writes `count` copies of the pixel at `pixel`. Each step doubles what is written, as copying is fastest. */
export function fillPixels(target: usize, pixel: usize, count: i32, bytesPerPixel: i32): void {
  if (count <= 0) return;
  copyPixel(pixel, target, bytesPerPixel);
  const total = count * bytesPerPixel;
  for (let done = bytesPerPixel; done < total; done <<= 1) {
    copyBytes(target, target + done, min(done, total - done));
  }
}
