// Linear warps without a turn, 8 bits: every row of the output has the same columns, and a weight of its own below. So rows
// of the source are interpolated along x once, and rows of the output between two of them. Sums are those of `linear4`,
// to the bit: its four weights are the products of those along each axis.
import { ROUNDING } from './positions';
import { broadcast } from './taps';

const ROW: usize = 24;
/** Bytes of each column's entry: where its left pixel begins in the row, and its two weights in 1/128. */
const ENTRY: usize = 8;
/** Columns come in fours: up to three more are interpolated, at the beginning of the row. */
const SPARE: i32 = 3;
/** What vectors write or read beyond a row of sums, which has 16 bits a sample. */
const SLACK: usize = 32;

let upperRow: i32 = -1;
let lowerRow: i32 = -1;
let upperSums: usize = 0;
let lowerSums: usize = 0;

@inline
function fixed32(value: f64): i64 {
  return <i64>floor(value * 4294967296.0 + 0.5);
}

/**
 * Does the work of `warpInterior` where x depends on x alone, and y on y. `scratch`: (8 + 4 · channels) bytes for each column
 * of the target, and 88 more.
 */
export function warpStraight(
  from: usize, fromStride: i32, channels: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, longest: i32, scratch: usize,
): void {
  upperSums = scratch + <usize>(targetWidth + SPARE) * ENTRY;
  lowerSums = upperSums + <usize>(2 * targetWidth * channels) + SLACK;
  upperRow = lowerRow = -1;
  let known = -1;
  let knownEnd = -1;
  for (let y = 0; y < targetHeight; y++, rows += ROW) {
    const begin = load<i32>(rows, 8);
    const end = load<i32>(rows, 12);
    if (begin >= end) continue;
    if (begin != known || end != knownEnd) {
      placeColumns(scratch, begin, end, channels, matrix, longest);
      known = begin;
      knownEnd = end;
      upperRow = lowerRow = -1;
    }
    const v = fixed32(load<f64>(matrix, 32) * <f64>y + load<f64>(matrix, 40) + ROUNDING);
    const below = <i32>(v >> 25) & 127;
    takeRows(from, fromStride, channels, <i32>(v >> 32), scratch, end - begin);
    const row = target + <usize>y * <usize>(targetWidth * channels) + <usize>(begin * channels);
    between(row, (end - begin) * channels, i32x4.splat((128 - below) | (below << 16)));
  }
}

/** The positions of `affineSpan`, block by block. */
function placeColumns(entries: usize, begin: i32, end: i32, channels: i32, matrix: usize, longest: i32): void {
  const step = fixed32(load<f64>(matrix));
  const start = fixed32(load<f64>(matrix, 16) + ROUNDING);
  const step16 = <i32>((step + 0x8000) >> 16);
  const last = end - 4;
  for (let x = begin; x < end; ) {
    x = min(x, last);
    const count = max(4, min(longest, (end - x) & ~3));
    const u = start + step * <i64>x;
    const origin = <i32>(u >> 32);
    let position = <i32>(u >> 16) - (origin << 16);
    let entry = entries + <usize>(x - begin) * ENTRY;
    for (const stop = entry + <usize>count * ENTRY; entry < stop; entry += ENTRY, position += step16) {
      const right = (position >> 9) & 127;
      store<i32>(entry, (origin + (position >> 16)) * channels);
      store<i32>(entry, (128 - right) | (right << 16), 4);
    }
    x += count;
  }
  memory.fill(entries + <usize>(end - begin) * ENTRY, 0, <usize>SPARE * ENTRY);
}

/** Sees to it that the sums of row `y` and of the one below are there. */
function takeRows(from: usize, stride: i32, channels: i32, y: i32, entries: usize, count: i32): void {
  if (upperRow == y) return;
  if (lowerRow == y || upperRow == y + 1) {
    const sums = upperSums;
    const row = upperRow;
    upperSums = lowerSums;
    upperRow = lowerRow;
    lowerSums = sums;
    lowerRow = row;
  }
  if (upperRow != y) alongRow(from + <usize>(y * stride), channels, entries, count, upperSums);
  if (lowerRow != y + 1) alongRow(from + <usize>((y + 1) * stride), channels, entries, count, lowerSums);
  upperRow = y;
  lowerRow = y + 1;
}

function alongRow(row: usize, channels: i32, entries: usize, count: i32, sums: usize): void {
  const end = entries + <usize>count * ENTRY;
  if (channels == 1) {
    do {
      const samples = v128.load16_lane(
        row + load<i32>(entries, 24), v128.load16_lane(
          row + load<i32>(entries, 16), v128.load16_lane(
            row + load<i32>(entries, 8), v128.load16_splat(row + load<i32>(entries)), 1), 2), 3);
      const weights = v128.shuffle<i32>(v128.load(entries), v128.load(entries, 16), 1, 3, 5, 7);
      const sum = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(samples), weights);
      v128.store64_lane(sums, i16x8.narrow_i32x4_s(sum, sum), 0);
      entries += 4 * ENTRY;
      sums += 8;
    } while (entries < end);
    return;
  }
  do {
    const places = v128.load(entries);
    const sum = i16x8.narrow_i32x4_s(
      i32x4.dot_i16x8_s(pairsAt(row + i32x4.extract_lane(places, 0)), broadcast(places, 1)),
      i32x4.dot_i16x8_s(pairsAt(row + i32x4.extract_lane(places, 2)), broadcast(places, 3)),
    );
    v128.store64_lane(sums, sum, 0);
    v128.store64_lane(sums, sum, 1, 6);
    entries += 2 * ENTRY;
    sums += 12;
  } while (entries < end);
}

/** A pixel and its right neighbour, as in `linear4`. */
@inline
function pairsAt(pixel: usize): v128 {
  return i8x16.swizzle(v128.load64_zero(pixel), i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
}

/** Between the rows of sums: writes exactly `count` samples, at least four. */
function between(target: usize, count: i32, weights: v128): void {
  let upper = upperSums;
  let lower = lowerSums;
  if (count < 16) {
    const end = lower + <usize>(count << 1);
    v128.store(end, between16(upper, lower, weights));
    memory.copy(target, end, count);
    return;
  }
  const last = target + <usize>count - 16;
  for (; target < last; target += 16, upper += 32, lower += 32) {
    v128.store(target, between16(upper, lower, weights));
  }
  const back = (target - last) << 1;
  v128.store(last, between16(upper - back, lower - back, weights));
}

@inline
function between16(upper: usize, lower: usize, weights: v128): v128 {
  return i8x16.narrow_i16x8_u(between8(upper, lower, weights), between8(upper + 16, lower + 16, weights));
}

@inline
function between8(upper: usize, lower: usize, weights: v128): v128 {
  const half = i32x4.splat(1 << 13);
  const above = v128.load(upper);
  const below = v128.load(lower);
  const early = i32x4.dot_i16x8_s(v128.shuffle<i16>(above, below, 0, 8, 1, 9, 2, 10, 3, 11), weights);
  const late = i32x4.dot_i16x8_s(v128.shuffle<i16>(above, below, 4, 12, 5, 13, 6, 14, 7, 15), weights);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(early, half), 14), i32x4.shr_s(i32x4.add(late, half), 14));
}
