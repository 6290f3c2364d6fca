import { reflect101 } from './convolve';

// Correlation of 16-bit samples with a kernel, border reflect_101: weighted sums in single precision, in the order of the
// weights, rounded half up. Source and target are different blocks; up to 14 bytes beyond the target's last sample are written.

@inline
function weigh(sum: v128, samples: usize, weight: v128): v128 {
  return f32x4.add(sum, f32x4.mul(weight, f32x4.convert_i32x4_s(v128.load16x4_u(samples))));
}

@inline
function storeRounded8(target: usize, low: v128, high: v128): void {
  v128.store(target, i16x8.narrow_i32x4_u(i32x4.trunc_sat_f32x4_u(low), i32x4.trunc_sat_f32x4_u(high)));
}

/** As `convolveTaps`: strides and offsets are in bytes. */
export function convolveTaps16(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
): void {
  const half = f32x4.splat(0.5);
  const tapsEnd = taps + 8 * count;
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < targetStride; i += 16) {
      let low = half;
      let high = half;
      for (let tap = taps; tap < tapsEnd; tap += 8) {
        const samples = source + i + load<i32>(tap);
        const weight = v128.load32_splat(tap, 4);
        low = weigh(low, samples, weight);
        high = weigh(high, samples + 8, weight);
      }
      storeRounded8(target + i, low, high);
    }
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * First the columns, then the rows. Both have an odd number of weights (singles). `scratch` has room for a row of singles
 * with half a kernel of pixels more on each side.
 */
export function convolveSeparable16(
  source: usize, target: usize, width: i32, height: i32, channels: i32,
  rowWeights: usize, rowCount: i32, columnWeights: usize, columnCount: i32, scratch: usize,
): void {
  const samples = width * channels;
  const radius = rowCount >> 1;
  const middle = scratch + <usize>(4 * radius * channels);
  for (let y = 0; y < height; y++) {
    sumColumns(source, middle, samples, y, height, columnWeights, columnCount);
    for (let k = 1; k <= radius; k++) {
      copySums(middle - 4 * k * channels, middle + 4 * reflect101(-k, width) * channels, channels);
      copySums(middle + 4 * (width - 1 + k) * channels, middle + 4 * reflect101(width - 1 + k, width) * channels, channels);
    }
    sumRow(scratch, target, samples, channels, rowWeights, rowCount);
    target += 2 * samples;
  }
}

@inline
function copySums(target: usize, source: usize, channels: i32): void {
  for (let c = 0; c < 4 * channels; c += 4) store<f32>(target + c, load<f32>(source + c));
}

function sumColumns(source: usize, sums: usize, samples: i32, y: i32, height: i32, weights: usize, count: i32): void {
  const top = y - (count >> 1);
  for (let i = 0; i < samples; i += 4) {
    let sum = f32x4.splat(0);
    for (let k = 0; k < count; k++) {
      const row = source + <usize>(reflect101(top + k, height) * samples * 2);
      sum = weigh(sum, row + 2 * i, v128.load32_splat(weights + 4 * k));
    }
    v128.store(sums + 4 * i, sum);
  }
}

function sumRow(sums: usize, target: usize, samples: i32, channels: i32, weights: usize, count: i32): void {
  const half = f32x4.splat(0.5);
  for (let i = 0; i < samples; i += 8) {
    let low = half;
    let high = half;
    let from = sums + 4 * i;
    for (let k = 0; k < count; k++) {
      const weight = v128.load32_splat(weights + 4 * k);
      low = f32x4.add(low, f32x4.mul(weight, v128.load(from)));
      high = f32x4.add(high, f32x4.mul(weight, v128.load(from, 16)));
      from += 4 * channels;
    }
    storeRounded8(target + 2 * i, low, high);
  }
}
