// Applies a linear map to colours. Source and target may be the same. Writes up to nine bytes beyond the last sample.
import { channelOf4, clipToByte, floorToByte, store4 } from './pixel';

@inline
function row(r: v128, g: v128, b: v128, red: v128, green: v128, blue: v128, offset: v128, bias: v128): v128 {
  const products = f32x4.add(f32x4.add(f32x4.mul(r, red), f32x4.mul(g, green)), f32x4.mul(b, blue));
  return floorToByte(clipToByte(f32x4.add(f32x4.add(products, offset), bias)));
}

/**
 * At least one pixel. `rows`: 3 × 4 singles. `bias`: ½ rounds half up, 0 truncates. Sums from left to right, in single
 * precision.
 */
export function colourMatrix(source: usize, target: usize, pixels: i32, rows: usize, bias: f32): void {
  const biases = f32x4.splat(bias);
  const redRed = v128.load32_splat(rows);
  const redGreen = v128.load32_splat(rows, 4);
  const redBlue = v128.load32_splat(rows, 8);
  const redOffset = v128.load32_splat(rows, 12);
  const greenRed = v128.load32_splat(rows, 16);
  const greenGreen = v128.load32_splat(rows, 20);
  const greenBlue = v128.load32_splat(rows, 24);
  const greenOffset = v128.load32_splat(rows, 28);
  const blueRed = v128.load32_splat(rows, 32);
  const blueGreen = v128.load32_splat(rows, 36);
  const blueBlue = v128.load32_splat(rows, 40);
  const blueOffset = v128.load32_splat(rows, 44);
  const end = source + 3 * pixels;
  do {
    const v = v128.load(source);
    const r = f32x4.convert_i32x4_s(channelOf4(v, 0));
    const g = f32x4.convert_i32x4_s(channelOf4(v, 1));
    const b = f32x4.convert_i32x4_s(channelOf4(v, 2));
    store4(
      target,
      row(r, g, b, redRed, redGreen, redBlue, redOffset, biases),
      row(r, g, b, greenRed, greenGreen, greenBlue, greenOffset, biases),
      row(r, g, b, blueRed, blueGreen, blueBlue, blueOffset, biases),
    );
    source += 12;
    target += 12;
  } while (source < end);
}

/** Red and green of four pixels, 16 bits each. `v`: their twelve bytes. */
@inline
function redGreenOf4(v: v128): v128 {
  return i8x16.swizzle(v, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
}

/** One channel of the result for four pixels. `bits` must be a constant. */
@inline
function fixedRow(redGreen: v128, blue: v128, weights: v128, weightBlue: v128, offset: v128, bits: i32): v128 {
  const products = i32x4.add(i32x4.dot_i16x8_s(redGreen, weights), i32x4.dot_i16x8_s(blue, weightBlue));
  return i32x4.shr_s(i32x4.add(products, offset), bits);
}

/**
 * The same in whole numbers, rounded down to a level; at least one pixel. `rows`: for each channel the weights of red and
 * green (16 bits each), that of blue, and the offset (32 bits each), all in units of 2^−bits; `bits` is 15 or 13. Writes up to 21 bytes
 * beyond the last sample.
 */
export function colourMatrixFixed(source: usize, target: usize, pixels: i32, rows: usize, bits: i32): void {
  if (bits == 15) matrixPixels(source, target, pixels, rows, 15);
  else matrixPixels(source, target, pixels, rows, 13);
}

@inline
function matrixPixels(source: usize, target: usize, pixels: i32, rows: usize, bits: i32): void {
  const redWeights = v128.load32_splat(rows);
  const redBlue = v128.load32_splat(rows, 4);
  const redOffset = v128.load32_splat(rows, 8);
  const greenWeights = v128.load32_splat(rows, 12);
  const greenBlue = v128.load32_splat(rows, 16);
  const greenOffset = v128.load32_splat(rows, 20);
  const blueWeights = v128.load32_splat(rows, 24);
  const blueBlue = v128.load32_splat(rows, 28);
  const blueOffset = v128.load32_splat(rows, 32);
  const end = source + 3 * pixels;
  do {
    const first = v128.load(source);
    const last = v128.load(source, 12);
    const rg = redGreenOf4(first);
    const rg2 = redGreenOf4(last);
    const b = channelOf4(first, 2);
    const b2 = channelOf4(last, 2);
    const red = i16x8.narrow_i32x4_s(
      fixedRow(rg, b, redWeights, redBlue, redOffset, bits),
      fixedRow(rg2, b2, redWeights, redBlue, redOffset, bits),
    );
    const green = i16x8.narrow_i32x4_s(
      fixedRow(rg, b, greenWeights, greenBlue, greenOffset, bits),
      fixedRow(rg2, b2, greenWeights, greenBlue, greenOffset, bits),
    );
    const blue = i16x8.narrow_i32x4_s(
      fixedRow(rg, b, blueWeights, blueBlue, blueOffset, bits),
      fixedRow(rg2, b2, blueWeights, blueBlue, blueOffset, bits),
    );
    const redGreen = i8x16.narrow_i16x8_u(red, green);
    const blues = i8x16.narrow_i16x8_u(blue, blue);
    v128.store(target, v128.shuffle<u8>(redGreen, blues, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5));
    v128.store64_lane(
      target,
      v128.shuffle<u8>(redGreen, blues, 13, 21, 6, 14, 22, 7, 15, 23, 0, 0, 0, 0, 0, 0, 0, 0),
      0, 16,
    );
    source += 24;
    target += 24;
  } while (source < end);
}

/**
 * Does the work of `colourMatrixFixed` for three equal rows, of which `row` is one: all three channels get its result.
 * Writes up to 45 bytes beyond the last sample.
 */
export function greyMatrixFixed(source: usize, target: usize, pixels: i32, row: usize, bits: i32): void {
  if (bits == 15) greyPixels(source, target, pixels, row, 15);
  else greyPixels(source, target, pixels, row, 13);
}

@inline
function greyPixels(source: usize, target: usize, pixels: i32, row: usize, bits: i32): void {
  const weights = v128.load32_splat(row);
  const weightBlue = v128.load32_splat(row, 4);
  const offset = v128.load32_splat(row, 8);
  const end = source + 3 * pixels;
  do {
    const first = v128.load(source);
    const second = v128.load(source, 12);
    const third = v128.load(source, 24);
    const fourth = v128.load(source, 36);
    const grey = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(
        fixedRow(redGreenOf4(first), channelOf4(first, 2), weights, weightBlue, offset, bits),
        fixedRow(redGreenOf4(second), channelOf4(second, 2), weights, weightBlue, offset, bits),
      ),
      i16x8.narrow_i32x4_s(
        fixedRow(redGreenOf4(third), channelOf4(third, 2), weights, weightBlue, offset, bits),
        fixedRow(redGreenOf4(fourth), channelOf4(fourth, 2), weights, weightBlue, offset, bits),
      ),
    );
    v128.store(target, i8x16.swizzle(grey, i8x16(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5)));
    v128.store(target, i8x16.swizzle(grey, i8x16(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10)), 16);
    v128.store(target, i8x16.swizzle(grey, i8x16(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15)), 32);
    source += 48;
    target += 48;
  } while (source < end);
}

/**
 * Each channel of the result is a channel of the source, or a level. Five pixels are made at once: `picks` has the places of
 * their fifteen samples among those of the source (255: none) and 15, then the levels to put there, 16 bytes each. Writes
 * up to 16 bytes beyond the last sample of at least one pixel, and reads up to 30.
 */
export function pickChannels(source: usize, target: usize, pixels: i32, picks: usize): void {
  const places = v128.load(picks);
  const levels = v128.load(picks, 16);
  const end = target + 3 * pixels;
  let v = v128.load(source);
  do {
    source += 15;
    // Before its first sample is overwritten, where source and target are the same.
    const next = v128.load(source);
    v128.store(target, v128.or(i8x16.swizzle(v, places), levels));
    v = next;
    target += 15;
  } while (target < end);
}
