// Changes of size by weights of either sign, with the tables of resample.ts: rows are summed into `sums` (16-bit samples with a
// sign, 6 fraction bits), then columns. Absolute weights sum to at most twice the unit.

export function resampleSigned(
  source: usize, stride: i32,
  target: usize, width: i32, height: i32, channels: i32,
  columns: usize, columnTaps: i32, rowWeights: usize, rowTaps: i32, sums: usize, sumsLength: i32,
): void {
  const rowEntry = <usize>(8 + 4 * rowTaps);
  for (let y = 0; y < height; y++) {
    sumRows(source, stride, rowWeights, sums, sumsLength);
    if (channels == 3) sumColumns(sums, target, width, columns, columnTaps, 3);
    else sumColumns(sums, target, width, columns, columnTaps, 1);
    rowWeights += rowEntry;
    target += width * channels;
  }
}

function sumRows(source: usize, stride: i32, entry: usize, sums: usize, length: i32): void {
  const first = source + <usize>load<i32>(entry) * stride;
  const weights = entry + 8;
  const end = weights + (<usize>load<i32>(entry, 4) << 2);
  const half = i32x4.splat(128);
  for (let i = 0; i < length; i += 8) {
    let low = half;
    let high = half;
    let from = first + i;
    let at = weights;
    do {
      const weight = v128.load16_splat(at);
      const samples = v128.load8x8_u(from);
      low = i32x4.add(low, i32x4.extmul_low_i16x8_s(samples, weight));
      high = i32x4.add(high, i32x4.extmul_high_i16x8_s(samples, weight));
      from += stride;
      at += 4;
    } while (at < end);
    v128.store(sums + (i << 1), i16x8.narrow_i32x4_s(i32x4.shr_s(low, 8), i32x4.shr_s(high, 8)));
  }
}

/** Writes up to three bytes beyond a row: those of the next row follow, or slack. */
@inline
function sumColumns(sums: usize, target: usize, width: i32, entry: usize, taps: i32, channels: i32): void {
  const size = <usize>(8 + 4 * taps);
  for (let x = 0; x < width; x++) {
    let from = sums + <usize>(load<i32>(entry) * channels * 2);
    const end = entry + 8 + <usize>(load<i32>(entry, 4) << 2);
    let sum = i32x4.splat(1 << 21);
    let weight = entry + 8;
    do {
      sum = i32x4.add(sum, i32x4.mul(v128.load16x4_s(from), v128.load32_splat(weight)));
      from += channels * 2;
      weight += 4;
    } while (weight < end);
    sum = i32x4.shr_s(sum, 22);
    const bytes = i16x8.narrow_i32x4_s(sum, sum);
    v128.store32_lane(target, i8x16.narrow_i16x8_u(bytes, bytes), 0);
    target += channels;
    entry += size;
  }
}
