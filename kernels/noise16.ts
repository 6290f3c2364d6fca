import { uniformRow } from './noise';

// Noise for samples of 16 bits: numbers are singles, in units. The upper bytes of the draws are those of 8 bits, so that
// both depths get the same noise; the lower ones come from a second sequence.

const LOWER_BLOCK: u32 = 4;

/** The factors of src/core/engine/pixels/noise.ts. Sums of four words of 16 bits have the same moments but for 10⁻⁵. */
const LINEAR: f64 = 3.2875727937566555;
const CUBIC: f64 = 0.7749670254844266;

/**
 * `count` Gaussian numbers. Number i of eight is drawn by the same four bytes as in `gaussian8`. `scratch` has room for
 * eight bytes for each number, their count rounded up to a multiple of eight. Writes up to 28 bytes beyond the last.
 */
export function gaussianRow16(
  target: usize, count: i32, row: u32, seed0: u32, seed1: u32, mean: f64, std: f64, scratch: usize,
): void {
  const bytes = 32 * ((count + 7) >> 3);
  const upper = scratch;
  const lower = scratch + bytes;
  uniformRow(upper, bytes, row, seed0, seed1, 0);
  uniformRow(lower, bytes, row, seed0, seed1, LOWER_BLOCK);
  const means = f64x2.splat(mean);
  const stds = f64x2.splat(std);
  for (let at: usize = 0; at < <usize>bytes; at += 32, target += 32) {
    const high = sumsOfFour(upper + at);
    const low = sumsOfFour(lower + at);
    storeGaussians(target, wholeSums(i32x4.extend_low_i16x8_u(high), i32x4.extend_low_i16x8_u(low)), means, stds);
    storeGaussians(target + 16, wholeSums(i32x4.extend_high_i16x8_u(high), i32x4.extend_high_i16x8_u(low)), means, stds);
  }
}

/** Of eight numbers: the sums of their four bytes. */
@inline
function sumsOfFour(at: usize): v128 {
  return i16x8.add(
    i16x8.extadd_pairwise_i8x16_u(v128.load(at)),
    i16x8.extadd_pairwise_i8x16_u(v128.load(at, 16)),
  );
}

@inline
function wholeSums(upper: v128, lower: v128): v128 {
  return i32x4.sub(i32x4.add(i32x4.shl(upper, 8), lower), i32x4.splat(131070));
}

@inline
function storeGaussians(target: usize, sums: v128, means: v128, stds: v128): void {
  const first = gaussians(sums, means, stds);
  const last = gaussians(v128.shuffle<i32>(sums, sums, 2, 3, 2, 3), means, stds);
  v128.store(target, v128.shuffle<i32>(first, last, 0, 1, 4, 5));
}

/** Of the first two sums. */
@inline
function gaussians(sums: v128, means: v128, stds: v128): v128 {
  const w = f64x2.mul(f64x2.convert_low_i32x4_s(sums), f64x2.splat(1.0 / 131072.0));
  const cubic = f64x2.mul(f64x2.mul(f64x2.mul(f64x2.splat(CUBIC), w), w), w);
  const number = f64x2.add(f64x2.mul(f64x2.splat(LINEAR), w), cubic);
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(number, stds), means));
}

/** Adds a number to each sample, or to all samples of a pixel where one is `drawn` for it; rounded half up. */
export function addNoise16(source: usize, target: usize, noise: usize, pixels: i32, channels: i32, drawn: i32): void {
  for (let i = 0; i < pixels; i++, noise += 4 * drawn) {
    for (let c = 0; c < channels; c++, source += 2, target += 2) {
      const n = <f64>load<f32>(noise + (drawn == 1 ? 0 : 4 * c));
      store<u16>(target, <u16>max(0.0, min(65535.0, floor(<f64>load<u16>(source) + n + 0.5))));
    }
  }
}

/** As `enlargeNoise`, without rounding. */
export function enlargeNoise16(
  above: usize, below: usize, weight: i32, target: usize, width: i32, channels: i32, columns: usize,
): void {
  const down = <f32>weight / 2048;
  for (let x = 0; x < width; x++, columns += 12) {
    const left = 4 * channels * load<i32>(columns);
    const right = 4 * channels * load<i32>(columns, 4);
    const along = <f32>load<i32>(columns, 8) / 2048;
    for (let c = 0; c < 4 * channels; c += 4, target += 4) {
      const l = between(load<f32>(above + left + c), load<f32>(below + left + c), down);
      const r = between(load<f32>(above + right + c), load<f32>(below + right + c), down);
      store<f32>(target, between(l, r, along));
    }
  }
}

@inline
function between(first: f32, second: f32, share: f32): f32 {
  return first + (second - first) * share;
}

/** As `quantileNumbers`, with singles. */
export function quantileNumbers16(target: usize, count: i32, words: usize, table: usize): void {
  for (const end = target + 4 * count; target < end; target += 4, words += 2) {
    store<f32>(target, load<f32>(table + <usize>((load<u16>(words) >> 4) << 2)));
  }
}

/** As `addNoise16`, but multiplies. */
export function multiplyNoise16(source: usize, target: usize, noise: usize, pixels: i32, channels: i32, drawn: i32): void {
  for (let i = 0; i < pixels; i++, noise += 4 * drawn) {
    for (let c = 0; c < channels; c++, source += 2, target += 2) {
      const n = <f64>load<f32>(noise + (drawn == 1 ? 0 : 4 * c));
      store<u16>(target, <u16>max(0.0, min(65535.0, floor(<f64>load<u16>(source) * n + 0.5))));
    }
  }
}
