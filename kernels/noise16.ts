import { uniformRow } from './noise';

// Noise for samples of 16 bits: numbers are singles, in units. The upper bytes of the draws are those of 8 bits, so that
// both depths get the same noise; the lower ones come from a second sequence.

const LOWER_BLOCK: u32 = 4;

/** The factors of src/core/engine/pixels/noise.ts. Sums of four words of 16 bits have the same moments but for 10⁻⁵. */
const LINEAR: f64 = 3.2875727937566555;
const CUBIC: f64 = 0.7749670254844266;

/**
 * `count` Gaussian numbers. Number i of eight is drawn by the same four bytes as in `gaussian8`. `scratch` has room for
 * eight bytes for each number, their count rounded up to a multiple of eight.
 */
export function gaussianRow16(
  target: usize, count: i32, row: u32, seed0: u32, seed1: u32, mean: f64, std: f64, scratch: usize,
): void {
  const bytes = 32 * ((count + 7) >> 3);
  const upper = scratch;
  const lower = scratch + bytes;
  uniformRow(upper, bytes, row, seed0, seed1, 0);
  uniformRow(lower, bytes, row, seed0, seed1, LOWER_BLOCK);
  for (let i = 0; i < count; i++) {
    const at = <usize>(32 * (i >> 3) + 2 * (i & 7));
    const sum = 256 * fourBytes(upper + at) + fourBytes(lower + at);
    const w = <f64>(sum - 131070) / 131072.0;
    store<f32>(target + 4 * i, <f32>((LINEAR * w + CUBIC * w * w * w) * std + mean));
  }
}

@inline
function fourBytes(at: usize): i32 {
  return <i32>load<u8>(at) + <i32>load<u8>(at, 1) + <i32>load<u8>(at, 16) + <i32>load<u8>(at, 17);
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
