import { copyPixel } from './orient';

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
    sumColumns(sums, target, width, channels, columns, columnTaps);
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

function sumColumns(sums: usize, target: usize, width: i32, channels: i32, entry: usize, taps: i32): void {
  const size = <usize>(8 + 4 * taps);
  for (let x = 0; x < width; x++) {
    let from = sums + <usize>(load<i32>(entry) * channels * 2);
    const end = entry + 8 + <usize>(load<i32>(entry, 4) << 2);
    let sum = i32x4.splat(1 << 23);
    for (let weight = entry + 8; weight < end; weight += 4) {
      sum = i32x4.add(sum, i32x4.mul(v128.load16x4_u(from), v128.load32_splat(weight)));
      from += channels * 2;
    }
    sum = i32x4.shr_u(sum, 24);
    store<u8>(target, i32x4.extract_lane(sum, 0));
    if (channels == 3) {
      store<u8>(target, i32x4.extract_lane(sum, 1), 1);
      store<u8>(target, i32x4.extract_lane(sum, 2), 2);
    }
    target += channels;
    entry += size;
  }
}

/** Nearest samples. `columns` and `rows` have the source index of every target index, 32 bits each. */
export function resampleNearest(
  source: usize, stride: i32,
  target: usize, width: i32, height: i32, bytesPerPixel: i32,
  columns: usize, rows: usize,
): void {
  for (let y = 0; y < height; y++) {
    const row = source + <usize>load<i32>(rows + (y << 2)) * stride;
    for (let x = 0; x < width; x++) {
      copyPixel(row + <usize>(load<i32>(columns + (x << 2)) * bytesPerPixel), target, bytesPerPixel);
      target += bytesPerPixel;
    }
  }
}
