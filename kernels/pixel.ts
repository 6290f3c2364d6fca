// Converts four pixels of three interleaved samples to one vector for each channel, and back.

/** Channel 0, 1 or 2 of the four pixels in the first twelve bytes, in lanes of 32 bits. */
@inline
export function channelOf4(v: v128, channel: i32): v128 {
  if (channel == 0) return i8x16.swizzle(v, i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
  if (channel == 1) return i8x16.swizzle(v, i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1));
  return i8x16.swizzle(v, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
}

/** Channel 0, 1 or 2 of eight pixels, 16 bits each. `first` and `last`: the first and last sixteen of their bytes. */
@inline
export function channelOf8(first: v128, last: v128, channel: i32): v128 {
  if (channel == 0) {
    return v128.or(
      i8x16.swizzle(first, i8x16(0, -1, 3, -1, 6, -1, 9, -1, 12, -1, 15, -1, -1, -1, -1, -1)),
      i8x16.swizzle(last, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, -1, 13, -1)),
    );
  }
  if (channel == 1) {
    return v128.or(
      i8x16.swizzle(first, i8x16(1, -1, 4, -1, 7, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(last, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, -1, 11, -1, 14, -1)),
    );
  }
  return v128.or(
    i8x16.swizzle(first, i8x16(2, -1, 5, -1, 8, -1, 11, -1, 14, -1, -1, -1, -1, -1, -1, -1)),
    i8x16.swizzle(last, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 9, -1, 12, -1, 15, -1)),
  );
}

/** Stores three channels as four pixels, twelve bytes. Lanes have 32 bits, 0–255 each. */
@inline
export function store4(target: usize, r: v128, g: v128, b: v128): void {
  const spread = v128.or(r, v128.or(i32x4.shl(g, 8), i32x4.shl(b, 16)));
  const packed = i8x16.swizzle(spread, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  store12(target, packed);
}

/** Stores the first twelve bytes. */
@inline
export function store12(target: usize, bytes: v128): void {
  v128.store64_lane(target, bytes, 0);
  v128.store32_lane(target, bytes, 2, 8);
}

/** Rounds values within 0–256 down. */
@inline
export function floorToByte(value: v128): v128 {
  // The lowest bits of the single 2²³ + n are n. This is cheaper than a conversion.
  return v128.and(f32x4.add(f32x4.floor(value), f32x4.splat(8388608)), i32x4.splat(255));
}

@inline
export function clipToByte(value: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), value));
}

/** The 32 bits at each of four addresses. */
@inline
export function gather(a: usize, b: usize, c: usize, d: usize): v128 {
  const first = v128.load32_lane(b, v128.load32_zero(a), 1);
  return v128.load32_lane(d, v128.load32_lane(c, first, 2), 3);
}

/** Stores three channels as eight pixels, 24 bytes, clipped to 0–255. Lanes have 16 bits. */
@inline
export function store8(target: usize, r: v128, g: v128, b: v128): void {
  const rg = i8x16.narrow_i16x8_u(r, g);
  const bb = i8x16.narrow_i16x8_u(b, b);
  v128.store(target, v128.shuffle<i8>(rg, bb, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5));
  v128.store64_lane(target, v128.shuffle<i8>(rg, bb, 13, 21, 6, 14, 22, 7, 15, 23, 0, 0, 0, 0, 0, 0, 0, 0), 0, 16);
}
