// Sums over all pixels of an RGB image: of each channel, then of the products of each two (RR, RG, RB, GG, GB, BB), as nine
// doubles. Whole numbers in 64 bits, which hold more pixels than any image has.

/** For samples of 8 bits. */
export function colourMoments(samples: usize, pixels: i32, sums: usize): void {
  let r: u64 = 0;
  let g: u64 = 0;
  let b: u64 = 0;
  let low = i64x2.splat(0);
  let middle = i64x2.splat(0);
  let high = i64x2.splat(0);
  const end = samples + 3 * pixels;
  while (samples < end) {
    // So few pixels that their sums of products fit 32 bits.
    const stop = min(end, samples + 3 * 32768);
    let singles = i32x4.splat(0);
    let squares = i32x4.splat(0);
    let products = i32x4.splat(0);
    for (; samples < stop; samples += 3) {
      const v = v128.load(samples);
      const rgb = i8x16.swizzle(v, i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, -1, -1, -1, -1));
      const gbr = i8x16.swizzle(v, i8x16(1, -1, -1, -1, 2, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1));
      singles = i32x4.add(singles, rgb);
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(rgb, rgb));
      products = i32x4.add(products, i32x4.dot_i16x8_s(rgb, gbr));
    }
    r += <u64>(<u32>i32x4.extract_lane(singles, 0));
    g += <u64>(<u32>i32x4.extract_lane(singles, 1));
    b += <u64>(<u32>i32x4.extract_lane(singles, 2));
    low = i64x2.add(low, i64x2.extend_low_i32x4_u(squares));
    middle = i64x2.add(middle, i64x2.extend_low_i32x4_u(products));
    high = i64x2.add(high, i64x2(
      <u64>(<u32>i32x4.extract_lane(squares, 2)),
      <u64>(<u32>i32x4.extract_lane(products, 2)),
    ));
  }
  storeSums(
    sums, r, g, b,
    i64x2.extract_lane(low, 0), i64x2.extract_lane(middle, 0), i64x2.extract_lane(high, 1),
    i64x2.extract_lane(low, 1), i64x2.extract_lane(middle, 1), i64x2.extract_lane(high, 0),
  );
}

/** For samples of 16 bits. */
export function colourMoments16(samples: usize, pixels: i32, sums: usize): void {
  let r: u64 = 0;
  let g: u64 = 0;
  let b: u64 = 0;
  let rr: u64 = 0;
  let rg: u64 = 0;
  let rb: u64 = 0;
  let gg: u64 = 0;
  let gb: u64 = 0;
  let bb: u64 = 0;
  for (const end = samples + 6 * pixels; samples < end; samples += 6) {
    const red = <u64>load<u16>(samples);
    const green = <u64>load<u16>(samples, 2);
    const blue = <u64>load<u16>(samples, 4);
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    rg += red * green;
    rb += red * blue;
    gg += green * green;
    gb += green * blue;
    bb += blue * blue;
  }
  storeSums(sums, r, g, b, rr, rg, rb, gg, gb, bb);
}

@inline
function storeSums(
  sums: usize, r: u64, g: u64, b: u64, rr: u64, rg: u64, rb: u64, gg: u64, gb: u64, bb: u64,
): void {
  store<f64>(sums, <f64>r);
  store<f64>(sums, <f64>g, 8);
  store<f64>(sums, <f64>b, 16);
  store<f64>(sums, <f64>rr, 24);
  store<f64>(sums, <f64>rg, 32);
  store<f64>(sums, <f64>rb, 40);
  store<f64>(sums, <f64>gg, 48);
  store<f64>(sums, <f64>gb, 56);
  store<f64>(sums, <f64>bb, 64);
}
