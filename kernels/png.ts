// The filters of PNG (PNG specification, 9.2): each byte less what the bytes to its left and above it predict.

const LANES = 16;
const FILTERS = 5;

@inline
function floorMean(a: v128, b: v128): v128 {
  return v128.sub<u8>(v128.avgr<u8>(a, b), v128.and(v128.xor(a, b), i8x16.splat(1)));
}

@inline
function distance(a: v128, b: v128): v128 {
  return v128.sub<u8>(v128.max<u8>(a, b), v128.min<u8>(a, b));
}

/** Of left, above and above left the nearest to left + above − above left; the first of those that are equally near. */
@inline
function paeth(left: v128, above: v128, corner: v128): v128 {
  const toLeft = distance(above, corner);
  const toAbove = distance(left, corner);
  const rising = v128.eq<u8>(v128.ge<u8>(above, corner), v128.ge<u8>(left, corner));
  // Beyond 255 it is farther than the other two in any case.
  const toCorner = v128.bitselect(v128.add_sat<u8>(toLeft, toAbove), distance(toLeft, toAbove), rising);
  const aboveOrCorner = v128.bitselect(above, corner, v128.le<u8>(toAbove, toCorner));
  const isLeft = v128.and(v128.le<u8>(toLeft, toAbove), v128.le<u8>(toLeft, toCorner));
  return v128.bitselect(left, aboveOrCorner, isLeft);
}

/** Four sums of the sizes of signed bytes. */
@inline
function sizes(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.abs(bytes)));
}

@inline
function total(sums: v128): i32 {
  return (
    v128.extract_lane<i32>(sums, 0) + v128.extract_lane<i32>(sums, 1) + v128.extract_lane<i32>(sums, 2) + v128.extract_lane<i32>(sums, 3)
  );
}

/**
 * A row in all five filters: filter n at `target` + n · `stride`, in the order of their numbers.
 *
 * @param row `bytes` bytes, with the `step` bytes of the pixel to the left before them, as `above` has
 * @param stride at least `bytes` + 15
 * @returns the filter whose signed bytes are smallest in sum, which is the usual guess of what compresses best
 */
export function filterRow(row: usize, above: usize, bytes: i32, step: i32, target: usize, stride: i32): i32 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  let none = i32x4.splat(0);
  let sub = none;
  let up = none;
  let average = none;
  let nearest = none;
  for (let at = 0; at < bytes; at += LANES) {
    // What lies beyond the end does not count.
    const within = v128.lt<u8>(places, i8x16.splat(<i8>min(bytes - at, LANES)));
    const raw = v128.and(v128.load(row + at), within);
    const left = v128.and(v128.load(row + at - step), within);
    const over = v128.and(v128.load(above + at), within);
    const corner = v128.and(v128.load(above + at - step), within);
    const to = target + at;
    v128.store(to, raw);
    none = v128.add<i32>(none, sizes(raw));
    const bySub = v128.sub<i8>(raw, left);
    v128.store(to + stride, bySub);
    sub = v128.add<i32>(sub, sizes(bySub));
    const byUp = v128.sub<i8>(raw, over);
    v128.store(to + 2 * stride, byUp);
    up = v128.add<i32>(up, sizes(byUp));
    const byAverage = v128.sub<i8>(raw, floorMean(left, over));
    v128.store(to + 3 * stride, byAverage);
    average = v128.add<i32>(average, sizes(byAverage));
    const byNearest = v128.sub<i8>(raw, paeth(left, over, corner));
    v128.store(to + 4 * stride, byNearest);
    nearest = v128.add<i32>(nearest, sizes(byNearest));
  }
  let best = 0;
  let least = total(none);
  for (let filter = 1; filter < FILTERS; filter++) {
    const sums = filter == 1 ? sub : filter == 2 ? up : filter == 3 ? average : nearest;
    const size = total(sums);
    if (size < least) {
      least = size;
      best = filter;
    }
  }
  return best;
}
