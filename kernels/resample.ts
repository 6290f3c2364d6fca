import { copyBytes } from './copy';
import { copyPixel, copyPixelAndNext } from './orient';

// Changes of size. Weights come in tables: for each target index its first source index, the number of taps, and `taps`
// weights. Row tables hold 14-bit weights, column tables 16-bit ones, so that every sum is exact in 32 bits.

/** Means over covered areas: rows are summed into `sums` (16-bit samples, 8 fraction bits), then columns. */
export function resampleArea(
  source: usize, stride: i32,
  target: usize, width: i32, height: i32, channels: i32,
  columns: usize, columnTaps: i32, rowWeights: usize, rowTaps: i32, sums: usize, sumsLength: i32,
): void {
  const rowEntry = <usize>(8 + 4 * rowTaps);
  for (let y = 0; y < height; y++) {
    sumRows(source, stride, rowWeights, sums, sumsLength);
    if (columnTaps == 2) sumPairs(sums, target, width, channels, columns);
    else sumColumns(sums, target, width, channels, columns, columnTaps);
    rowWeights += rowEntry;
    target += width * channels;
  }
}

function sumRows(source: usize, stride: i32, entry: usize, sums: usize, length: i32): void {
  const first = source + <usize>load<i32>(entry) * stride;
  const count = load<i32>(entry, 4);
  const half = i32x4.splat(32);
  for (let i = 0; i < length; i += 8) {
    let low = half;
    let high = half;
    let from = first + i;
    for (let k = 0; k < count; k++) {
      const weight = v128.load16_splat(entry + 8 + (k << 2));
      const samples = v128.load8x8_u(from);
      low = i32x4.add(low, i32x4.extmul_low_i16x8_u(samples, weight));
      high = i32x4.add(high, i32x4.extmul_high_i16x8_u(samples, weight));
      from += stride;
    }
    v128.store(sums + (i << 1), i16x8.narrow_i32x4_u(i32x4.shr_u(low, 6), i32x4.shr_u(high, 6)));
  }
}

/** Writes up to three bytes beyond a row: those of the next row follow, or slack. */
function sumColumns(sums: usize, target: usize, width: i32, channels: i32, entry: usize, taps: i32): void {
  const size = <usize>(8 + 4 * taps);
  for (let x = 0; x < width; x++) {
    let from = sums + <usize>(load<i32>(entry) * channels * 2);
    const end = entry + 8 + <usize>(load<i32>(entry, 4) << 2);
    let sum = i32x4.splat(1 << 23);
    let weight = entry + 8;
    do {
      sum = i32x4.add(sum, i32x4.mul(v128.load16x4_u(from), v128.load32_splat(weight)));
      from += channels * 2;
      weight += 4;
    } while (weight < end);
    const bytes = i16x8.narrow_i32x4_u(i32x4.shr_u(sum, 24), sum);
    v128.store32_lane(target, i8x16.narrow_i16x8_u(bytes, bytes), 0);
    target += channels;
    entry += size;
  }
}

/** The same for two taps; where there is one, the weight of the other is 0. */
function sumPairs(sums: usize, target: usize, width: i32, channels: i32, entry: usize): void {
  const next = 2 * channels;
  for (const end = target + width * channels; target < end; target += channels) {
    const from = sums + <usize>(load<i32>(entry) * next);
    const left = i32x4.mul(v128.load16x4_u(from), v128.load32_splat(entry, 8));
    const right = i32x4.mul(v128.load16x4_u(from + next), v128.load32_splat(entry, 12));
    const sum = i32x4.shr_u(i32x4.add(i32x4.add(left, right), i32x4.splat(1 << 23)), 24);
    const bytes = i16x8.narrow_i32x4_u(sum, sum);
    v128.store32_lane(target, i8x16.narrow_i16x8_u(bytes, bytes), 0);
    entry += 16;
  }
}

/** Nearest samples. `columns` and `rows` have the source index of every target index, 32 bits each. */
export function resampleNearest(
  source: usize, stride: i32,
  target: usize, width: i32, height: i32, bytesPerPixel: i32,
  columns: usize, rows: usize,
): void {
  const bytes = width * bytesPerPixel;
  let above = -1;
  for (let y = 0; y < height; y++) {
    const line = load<i32>(rows + (y << 2));
    const row = source + <usize>line * stride;
    if (line == above) copyBytes(target - bytes, target, bytes);
    else if (bytesPerPixel == 1) nearestRow(row, target, width, columns, 1);
    else if (bytesPerPixel == 2) nearestRow(row, target, width, columns, 2);
    else if (bytesPerPixel == 3) nearestRow(row, target, width, columns, 3);
    else nearestRow(row, target, width, columns, 6);
    above = line;
    target += bytes;
  }
}

@inline
function nearestRow(row: usize, target: usize, width: i32, columns: usize, bytesPerPixel: i32): void {
  const last = target + <usize>((width - 1) * bytesPerPixel);
  for (; target < last; target += bytesPerPixel) {
    copyPixelAndNext(row + <usize>(load<i32>(columns) * bytesPerPixel), target, bytesPerPixel);
    columns += 4;
  }
  copyPixel(row + <usize>(load<i32>(columns) * bytesPerPixel), target, bytesPerPixel);
}
