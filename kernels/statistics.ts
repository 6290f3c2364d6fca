// Exact sums: whole numbers in 64 bits, returned as doubles, which are exact up to 2⁵³.

/** Sum of all samples. */
export function sumOfSamples(samples: usize, count: i32): f64 {
  let sums = i64x2.splat(0);
  const end = samples + count;
  for (; samples + 16 <= end; samples += 16) {
    const quads = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(samples)));
    sums = i64x2.add(sums, i64x2.add(i64x2.extend_low_i32x4_u(quads), i64x2.extend_high_i32x4_u(quads)));
  }
  let sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  for (; samples < end; samples++) sum += load<u8>(samples);
  return <f64>sum;
}

/**
 * Sum of the luma (ITU-R 601) of all RGB pixels, each rounded to a whole number as OpenCV's RGB2GRAY does:
 * (9798 R + 19235 G + 3735 B + 2¹⁴) >> 15.
 */
export function sumOfLuma(samples: usize, pixels: i32): f64 {
  const redGreen = i32x4.splat(9798 | (19235 << 16));
  const blueHalf = i32x4.splat(3735 | (16384 << 16));
  const one = i8x16.splat(1);
  let sums = i64x2.splat(0);
  const end = samples + 3 * pixels;
  for (; samples + 16 <= end; samples += 12) {
    const v = v128.load(samples);
    const rg = i8x16.swizzle(v, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const b1 = v128.shuffle<i8>(v, one, 2, 16, 5, 16, 8, 16, 11, 16, 0, 0, 0, 0, 0, 0, 0, 0);
    const weighted = i32x4.add(
      i32x4.dot_i16x8_s(rg, redGreen),
      i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(b1), blueHalf),
    );
    const luma = i32x4.shr_u(weighted, 15);
    sums = i64x2.add(sums, i64x2.add(i64x2.extend_low_i32x4_u(luma), i64x2.extend_high_i32x4_u(luma)));
  }
  let sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  for (; samples < end; samples += 3) {
    sum +=
      (9798 * <i32>load<u8>(samples) +
        19235 * <i32>load<u8>(samples, 1) +
        3735 * <i32>load<u8>(samples, 2) +
        16384) >>
      15;
  }
  return <f64>sum;
}
