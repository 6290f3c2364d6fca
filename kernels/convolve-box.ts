// Means of boxes: correlations as in convolve.ts, whose weights are all equal but for the one in the middle.
import { padNarrow, reflect101, weighHigh, weighLow } from './convolve';

const VECTOR: i32 = 16;

/**
 * What `convolveSeparable` gives where all terms but the first are equal: along each axis, weight · (sum of the box) + rest · (sample
 * in the middle), in its units. Sums of columns slide downwards, so the height of the box takes no time.
 * @param rowRadius of the box, at least 1, as `columnRadius`; so that sums fit 16 bits with a sign, at most 63
 * @param scratch has room for a row and a padded row, 16 bits for each sample, and two vectors
 */
export function convolveBox(
  source: usize, target: usize, width: i32, height: i32, channels: i32,
  rowRadius: i32, rowWeight: i32, rowRest: i32,
  columnRadius: i32, columnWeight: i32, columnRest: i32,
  scratch: usize,
): void {
  const stride = width * channels;
  const sums = scratch;
  const middle = scratch + 2 * (stride + VECTOR + rowRadius * channels);
  const columns = pairOf(columnWeight, columnRest);
  memory.fill(sums, 0, 2 * (stride + VECTOR));
  for (let y = -columnRadius - 1; y < columnRadius; y++) addRow(sums, rowAt(source, y, height, stride), stride);
  for (let y = 0; y < height; y++) {
    const gone = rowAt(source, y - columnRadius - 1, height, stride);
    const come = rowAt(source, y + columnRadius, height, stride);
    slideColumns(sums, gone, come, source + <usize>y * stride, columns, middle, stride);
    padNarrow(middle, width, channels, rowRadius);
    sumRow(middle, rowRadius, rowWeight, rowRest, channels, target, stride);
    target += stride;
  }
}

@inline
function rowAt(source: usize, y: i32, height: i32, stride: i32): usize {
  return source + <usize>reflect101(y, height) * stride;
}

/** Two weights of 16 bits in each lane of 32. */
@inline
function pairOf(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

function addRow(sums: usize, row: usize, stride: i32): void {
  for (let i = 0; i < stride; i += 8) {
    const at = sums + 2 * i;
    v128.store(at, i16x8.add(v128.load(at), v128.load8x8_u(row + i)));
  }
}

function slideColumns(
  sums: usize, gone: usize, come: usize, row: usize, weights: v128, target: usize, stride: i32,
): void {
  const half = i32x4.splat(1 << 8);
  let i = 0;
  do {
    const at = sums + 2 * i;
    const sum = i16x8.add(v128.load(at), i16x8.sub(v128.load8x8_u(come + i), v128.load8x8_u(gone + i)));
    v128.store(at, sum);
    const samples = v128.load8x8_u(row + i);
    v128.store(
      target + 2 * i,
      i16x8.narrow_i32x4_s(
        i32x4.shr_s(i32x4.add(half, weighLow(sum, samples, weights)), 9),
        i32x4.shr_s(i32x4.add(half, weighHigh(sum, samples, weights)), 9),
      ),
    );
    i += 8;
  } while (i < stride);
}

/** Two neighbours on each side have a sum of 16 bits without a sign; with the highest bit turned, it is as much less as 2¹⁵. */
function sumRow(source: usize, radius: i32, weight: i32, rest: i32, channels: i32, target: usize, stride: i32): void {
  const step = <usize>(2 * channels);
  const turned = i16x8.splat(-32768);
  const inner = pairOf(weight, weight + rest);
  const outer = pairOf(weight, weight);
  const half = i32x4.splat((1 << 20) + (weight << 15));
  const isEven = (radius & 1) == 0;
  let i = 0;
  do {
    const at = source + 2 * i;
    let before = at - step;
    let after = at + step;
    let neighbours = i16x8.add(v128.load(before), v128.load(after));
    if (isEven) {
      before -= step;
      after += step;
      neighbours = i16x8.add(neighbours, i16x8.add(v128.load(before), v128.load(after)));
    }
    neighbours = v128.xor(neighbours, turned);
    const samples = v128.load(at);
    let low = i32x4.add(half, weighLow(neighbours, samples, inner));
    let high = i32x4.add(half, weighHigh(neighbours, samples, inner));
    for (let done = 2 - (radius & 1); done < radius; done += 2) {
      const near = i16x8.add(v128.load(before - step), v128.load(after + step));
      before -= 2 * step;
      after += 2 * step;
      const far = i16x8.add(v128.load(before), v128.load(after));
      low = i32x4.add(low, weighLow(near, far, outer));
      high = i32x4.add(high, weighHigh(near, far, outer));
    }
    const bytes = i16x8.narrow_i32x4_s(i32x4.shr_s(low, 21), i32x4.shr_s(high, 21));
    v128.store64_lane(target + i, i8x16.narrow_i16x8_u(bytes, bytes), 0);
    i += 8;
  } while (i < stride);
}
