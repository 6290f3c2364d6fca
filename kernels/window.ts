import { borderIndex } from './border';
import { copyBytes } from './copy';
import { copyPixel, copyPixelAndNext } from './orient';

/**
 * Copies the rectangle of `targetWidth` × `targetHeight` pixels at (left, top) of the source, which it may exceed.
 * `fill` points to one pixel, for border CONSTANT; `columns` to room for 32 bits for each target column.
 * Strides are in bytes; target rows are packed. Writes up to one byte beyond the last pixel.
 */
export function windowRows(
  source: usize, sourceStride: i32, width: i32, height: i32,
  target: usize, targetWidth: i32, targetHeight: i32,
  left: i32, top: i32, border: i32, fill: usize, columns: usize, bytesPerPixel: i32,
): void {
  const first = min(max(0, -left), targetWidth);
  const last = max(first, min(targetWidth, width - left));
  const stride = targetWidth * bytesPerPixel;
  for (let x = 0; x < targetWidth; x++) {
    const column = borderIndex(left + x, width, border);
    store<i32>(columns + (x << 2), column < 0 ? -1 : column * bytesPerPixel);
  }
  let filled: usize = 0;
  for (let y = 0; y < targetHeight; y++) {
    const row = borderIndex(top + y, height, border);
    if (row < 0 && filled != 0) {
      copyBytes(filled, target, stride);
    } else if (row < 0) {
      fillPixels(target, fill, targetWidth, bytesPerPixel);
      filled = target;
    } else {
      const from = source + <usize>row * sourceStride;
      copyColumns(from, target, 0, first, columns, fill, bytesPerPixel);
      if (last > first) {
        copyBytes(
          from + <usize>((left + first) * bytesPerPixel),
          target + <usize>(first * bytesPerPixel),
          (last - first) * bytesPerPixel,
        );
      }
      copyColumns(from, target, last, targetWidth, columns, fill, bytesPerPixel);
    }
    target += stride;
  }
}

function copyColumns(
  source: usize, target: usize, begin: i32, end: i32,
  columns: usize, fill: usize, bytesPerPixel: i32,
): void {
  let to = target + <usize>(begin * bytesPerPixel);
  for (let x = begin; x < end; x++) {
    const offset = load<i32>(columns + (x << 2));
    copyPixelAndNext(offset < 0 ? fill : source + offset, to, bytesPerPixel);
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
