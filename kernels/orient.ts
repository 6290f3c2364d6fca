// Rows copied, mirrored or turned into columns. With negative strides these three are all eight orientations.

/** Rows as they are. A negative stride walks its side upwards, from a pointer to the last row. Strides in bytes. */
export function copyRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  bytes: i32, height: i32,
): void {
  for (let y = 0; y < height; y++) {
    memory.copy(target, source, bytes);
    source += sourceStride;
    target += targetStride;
  }
}

/** Each row's pixels from right to left. */
export function mirrorRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  width: i32, height: i32, bytesPerPixel: i32,
): void {
  for (let y = 0; y < height; y++) {
    mirrorRow(source, target, width, bytesPerPixel);
    source += sourceStride;
    target += targetStride;
  }
}

/** Column x becomes row x. `width` and `height` are the source's. */
export function transposeRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  width: i32, height: i32, bytesPerPixel: i32,
): void {
  for (let top = 0; top < height; top += TILE) {
    const bottom = min(top + TILE, height);
    for (let x = 0; x < width; x++) {
      let from = source + <usize>(top * sourceStride) + <usize>(x * bytesPerPixel);
      let to = target + <usize>(x * targetStride) + <usize>(top * bytesPerPixel);
      for (let y = top; y < bottom; y++) {
        copyPixel(from, to, bytesPerPixel);
        from += sourceStride;
        to += bytesPerPixel;
      }
    }
  }
}

const TILE: i32 = 32;

function mirrorRow(source: usize, target: usize, width: i32, bytesPerPixel: i32): void {
  let to = target + <usize>((width - 1) * bytesPerPixel);
  for (let x = 0; x < width; x++) {
    copyPixel(source, to, bytesPerPixel);
    source += bytesPerPixel;
    to -= bytesPerPixel;
  }
}

/** One pixel of 1, 2 or 3 bytes. */
@inline
export function copyPixel(source: usize, target: usize, bytesPerPixel: i32): void {
  store<u8>(target, load<u8>(source));
  if (bytesPerPixel > 1) store<u8>(target, load<u8>(source, 1), 1);
  if (bytesPerPixel > 2) store<u8>(target, load<u8>(source, 2), 2);
}
