// Rectangles of one colour, or of random bytes. Exactly their bytes are written.
import { copyBytes } from './copy';
import { uniformRow } from './noise';
import { fillPixels } from './window';

/** Fills a rectangle of at least one pixel with the pixel at `pixel`, of 1, 2, 3 or 6 bytes. `stride`: in bytes. */
export function fillRectangle(
  target: usize, stride: i32, width: i32, height: i32, pixel: usize, bytesPerPixel: i32,
): void {
  fillPixels(target, pixel, width, bytesPerPixel);
  const bytes = width * bytesPerPixel;
  for (let y = 1; y < height; y++) copyBytes(target, target + <usize>(y * stride), bytes);
}

/** Fills a rectangle with the first bytes of the random rows from `row` on. `scratch` has room for one of them. */
export function fillUniform(
  target: usize, stride: i32, bytes: i32, height: i32, row: u32, seed0: u32, seed1: u32, scratch: usize,
): void {
  for (let y = 0; y < height; y++) {
    uniformRow(scratch, bytes, row + y, seed0, seed1, 0);
    copyBytes(scratch, target, bytes);
    target += stride;
  }
}
