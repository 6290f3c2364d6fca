// Means over covered areas for samples of 16 bits, with the weights of resample.ts. Sums are in single precision.

/** Rows are summed into `sums` (singles), then columns. */
export function resampleArea16(
  source: usize, stride: i32,
  target: usize, width: i32, height: i32, channels: i32,
  columns: usize, columnTaps: i32, rowWeights: usize, rowTaps: i32, sums: usize, sumsLength: i32,
): void {
  const rowEntry = <usize>(8 + 4 * rowTaps);
  for (let y = 0; y < height; y++) {
    sumRows(source, stride, rowWeights, sums, sumsLength);
    sumColumns(sums, target, width, channels, columns, columnTaps);
    rowWeights += rowEntry;
    target += 2 * width * channels;
  }
}

function sumRows(source: usize, stride: i32, entry: usize, sums: usize, length: i32): void {
  const first = source + <usize>load<i32>(entry) * stride;
  const count = load<i32>(entry, 4);
  for (let i = 0; i < length; i += 4) {
    let sum = f32x4.splat(0);
    let from = first + 2 * i;
    for (let k = 0; k < count; k++) {
      const weight = f32x4.splat(<f32>load<i32>(entry + 8 + (k << 2)));
      sum = f32x4.add(sum, f32x4.mul(weight, f32x4.convert_i32x4_s(v128.load16x4_u(from))));
      from += stride;
    }
    v128.store(sums + (i << 2), f32x4.mul(sum, f32x4.splat(1.0 / 16384.0)));
  }
}

function sumColumns(sums: usize, target: usize, width: i32, channels: i32, entry: usize, taps: i32): void {
  const size = <usize>(8 + 4 * taps);
  for (let x = 0; x < width; x++) {
    let from = sums + <usize>(load<i32>(entry) * channels * 4);
    const end = entry + 8 + <usize>(load<i32>(entry, 4) << 2);
    let sum = f32x4.splat(0);
    for (let weight = entry + 8; weight < end; weight += 4) {
      sum = f32x4.add(sum, f32x4.mul(f32x4.splat(<f32>load<i32>(weight)), v128.load(from)));
      from += channels * 4;
    }
    const mean = f32x4.add(f32x4.mul(sum, f32x4.splat(1.0 / 65536.0)), f32x4.splat(0.5));
    const samples = i16x8.narrow_i32x4_u(i32x4.trunc_sat_f32x4_u(mean), i32x4.splat(0));
    if (channels == 3) {
      v128.store32_lane(target, samples, 0);
      v128.store16_lane(target, samples, 2, 4);
    } else {
      v128.store16_lane(target, samples, 0);
    }
    target += 2 * channels;
    entry += size;
  }
}
