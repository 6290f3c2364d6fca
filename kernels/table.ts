// Replaces every sample by its value in a table of 256 bytes, in place. Writes up to 47 bytes beyond the last sample.

/** Results may be outside 0–255 until they are narrowed. */
@inline
function line(v: v128, multiplier: v128, offset: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(v, multiplier), offset), 20);
}

/** Lane i uses multiplier and offset i mod 3. */
@inline
function line16(samples: usize, m0: v128, m1: v128, m2: v128, o0: v128, o1: v128, o2: v128): void {
  const v = v128.load(samples);
  // One shuffle to 32 bits needs fewer instructions than two steps through 16 bits.
  const a = line(i8x16.swizzle(v, i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1)), m0, o0);
  const b = line(i8x16.swizzle(v, i8x16(4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1)), m1, o1);
  const c = line(i8x16.swizzle(v, i8x16(8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1)), m2, o2);
  const d = line(i8x16.swizzle(v, i8x16(12, -1, -1, -1, 13, -1, -1, -1, 14, -1, -1, -1, 15, -1, -1, -1)), m0, o0);
  v128.store(
    samples,
    i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)),
  );
}

/**
 * Replaces x by clip((x · multiplier + offset) >> 20), for tables that are straight lines; at least one sample. `lines`
 * has the multipliers of twelve samples, then their offsets (32 bits), so that one and three channels need no
 * distinction.
 */
export function tableLine(samples: usize, count: i32, lines: usize): void {
  const m0 = v128.load(lines);
  const m1 = v128.load(lines, 16);
  const m2 = v128.load(lines, 32);
  const o0 = v128.load(lines, 48);
  const o1 = v128.load(lines, 64);
  const o2 = v128.load(lines, 80);
  const end = samples + count;
  do {
    line16(samples, m0, m1, m2, o0, o1, o2);
    line16(samples + 16, m1, m2, m0, o1, o2, o0);
    line16(samples + 32, m2, m0, m1, o2, o0, o1);
    samples += 48;
  } while (samples < end);
}

/** Applies any tables: `tables` has three of 256 bytes, for samples 0, 1, 2, 0, 1, 2, … */
export function tableLookup(samples: usize, count: i32, tables: usize): void {
  const second = tables + 256;
  const third = tables + 512;
  for (const end = samples + count; samples < end; samples += 12) {
    const a = load<u64>(samples);
    const b = <u64>load<u32>(samples, 8);
    store<u64>(
      samples,
      lookup(tables, a) |
        (lookup(second, a >> 8) << 8) |
        (lookup(third, a >> 16) << 16) |
        (lookup(tables, a >> 24) << 24) |
        (lookup(second, a >> 32) << 32) |
        (lookup(third, a >> 40) << 40) |
        (lookup(tables, a >> 48) << 48) |
        (lookup(second, a >> 56) << 56),
    );
    store<u32>(
      samples,
      <u32>(
        (lookup(third, b) |
          (lookup(tables, b >> 8) << 8) |
          (lookup(second, b >> 16) << 16) |
          (lookup(third, b >> 24) << 24))
      ),
      8,
    );
  }
}

@inline
function lookup(table: usize, sample: u64): u64 {
  return load<u8>(table + <usize>(sample & 255));
}
