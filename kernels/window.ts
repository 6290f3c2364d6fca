import { borderIndex } from './border';
import { copyPixel } from './orient';

/**
 * The rectangle of `targetWidth` × `targetHeight` pixels at (left, top) of the source, which it may exceed.
 * `fill` points to one pixel, for border CONSTANT. Strides in bytes; target rows are packed.
 */
export function windowRows(
  source: usize, sourceStride: i32, width: i32, height: i32,
  target: usize, targetWidth: i32, targetHeight: i32,
  left: i32, top: i32, border: i32, fill: usize, bytesPerPixel: i32,
): void {
  const first = min(max(0, -left), targetWidth);
  const last = max(first, min(targetWidth, width - left));
  const stride = targetWidth * bytesPerPixel;
  for (let y = 0; y < targetHeight; y++) {
    const row = borderIndex(top + y, height, border);
    if (row < 0) {
      fillPixels(target, fill, targetWidth, bytesPerPixel);
    } else {
      const from = source + <usize>row * sourceStride;
      copyOutside(from, target, 0, first, left, width, border, fill, bytesPerPixel);
      if (last > first) {
        memory.copy(
          target + <usize>(first * bytesPerPixel),
          from + <usize>((left + first) * bytesPerPixel),
          <usize>((last - first) * bytesPerPixel),
        );
      }
      copyOutside(from, target, last, targetWidth, left, width, border, fill, bytesPerPixel);
    }
    target += stride;
  }
}

function copyOutside(
  source: usize, target: usize, begin: i32, end: i32,
  left: i32, width: i32, border: i32, fill: usize, bytesPerPixel: i32,
): void {
  for (let x = begin; x < end; x++) {
    const column = borderIndex(left + x, width, border);
    const from = column < 0 ? fill : source + <usize>(column * bytesPerPixel);
    copyPixel(from, target + <usize>(x * bytesPerPixel), bytesPerPixel);
  }
}

/** `count` copies of the pixel at `pixel`; doubles what is there, which memory.copy does at full speed. */
export function fillPixels(target: usize, pixel: usize, count: i32, bytesPerPixel: i32): void {
  if (count <= 0) return;
  copyPixel(pixel, target, bytesPerPixel);
  const total = count * bytesPerPixel;
  for (let done = bytesPerPixel; done < total; done <<= 1) {
    memory.copy(target + done, target, min(done, total - done));
  }
}
