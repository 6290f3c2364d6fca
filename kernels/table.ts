// Gives every sample its value in a table of 256 bytes. Source and target may be the same. Writes up to 47 bytes beyond
// the last sample.

/** Results may be outside 0–255 until they are narrowed. */
@inline
function line(v: v128, multiplier: v128, offset: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(v, multiplier), offset), 20);
}

/** Lane i uses multiplier and offset i mod 3. */
@inline
function line16(source: usize, target: usize, m0: v128, m1: v128, m2: v128, o0: v128, o1: v128, o2: v128): void {
  const v = v128.load(source);
  // One shuffle to 32 bits needs fewer instructions than two steps through 16 bits.
  const a = line(i8x16.swizzle(v, i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1)), m0, o0);
  const b = line(i8x16.swizzle(v, i8x16(4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1)), m1, o1);
  const c = line(i8x16.swizzle(v, i8x16(8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1)), m2, o2);
  const d = line(i8x16.swizzle(v, i8x16(12, -1, -1, -1, 13, -1, -1, -1, 14, -1, -1, -1, 15, -1, -1, -1)), m0, o0);
  v128.store(
    target,
    i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)),
  );
}

/**
 * Gives x the value clip((x · multiplier + offset) >> 20), for tables that are straight lines; at least one sample. `lines`
 * has the multipliers of twelve samples, then their offsets (32 bits), so that one and three channels need no
 * distinction.
 */
export function tableLine(source: usize, target: usize, count: i32, lines: usize): void {
  const m0 = v128.load(lines);
  const m1 = v128.load(lines, 16);
  const m2 = v128.load(lines, 32);
  const o0 = v128.load(lines, 48);
  const o1 = v128.load(lines, 64);
  const o2 = v128.load(lines, 80);
  const end = source + count;
  do {
    line16(source, target, m0, m1, m2, o0, o1, o2);
    line16(source + 16, target + 16, m1, m2, m0, o1, o2, o0);
    line16(source + 32, target + 32, m2, m0, m1, o2, o0, o1);
    source += 48;
    target += 48;
  } while (source < end);
}

/** Bytes of a table of pairs: 16 bits for each pair of samples. */
const PAIRS: usize = 2 << 16;

/** For each pair of samples, the first one in the lower byte, what `first` and `second` make of them. */
function pairTable(target: usize, first: usize, second: usize): void {
  for (let upper = 0; upper < 256; upper++) {
    const high = i16x8.splat(<i16>(load<u8>(second + upper) << 8));
    for (let lower = 0; lower < 256; lower += 16) {
      const low = v128.load(first + lower);
      v128.store(target, v128.or(i16x8.extend_low_i8x16_u(low), high));
      v128.store(target, v128.or(i16x8.extend_high_i8x16_u(low), high), 16);
      target += 32;
    }
  }
}

/**
 * Applies any tables: `tables` has three of 256 bytes, for samples 0, 1, 2, 0, 1, 2, …; at least one sample. Two samples
 * are looked up at once, in tables for which `scratch` has room: three of 128 kB, or one where the three are `equal`.
 */
export function tableLookup(
  source: usize, target: usize, count: i32, tables: usize, equal: bool, scratch: usize,
): void {
  const pairs01 = scratch;
  pairTable(pairs01, tables, tables + 256);
  let pairs20 = pairs01;
  let pairs12 = pairs01;
  if (!equal) {
    pairs20 = scratch + PAIRS;
    pairs12 = scratch + 2 * PAIRS;
    pairTable(pairs20, tables + 512, tables);
    pairTable(pairs12, tables + 256, tables + 512);
  }
  const end = source + count;
  do {
    store<u16>(target, lookup(pairs01, load<u16>(source)));
    store<u16>(target, lookup(pairs20, load<u16>(source, 2)), 2);
    store<u16>(target, lookup(pairs12, load<u16>(source, 4)), 4);
    store<u16>(target, lookup(pairs01, load<u16>(source, 6)), 6);
    store<u16>(target, lookup(pairs20, load<u16>(source, 8)), 8);
    store<u16>(target, lookup(pairs12, load<u16>(source, 10)), 10);
    source += 12;
    target += 12;
  } while (source < end);
}

@inline
function lookup(pairs: usize, pair: u32): u16 {
  return load<u16>(pairs + (pair << 1));
}
