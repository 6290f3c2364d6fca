// Every sample through a table of 256 bytes. In place; writes up to 47 bytes beyond the last sample.

/** Beyond 0 and 255 until narrowed. */
@inline
function line(v: v128, multiplier: v128, offset: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(v, multiplier), offset), 20);
}

@inline
function line16(samples: usize, table: usize): void {
  const v = v128.load(samples);
  const low = i16x8.extend_low_i8x16_u(v);
  const high = i16x8.extend_high_i8x16_u(v);
  const a = line(i32x4.extend_low_i16x8_u(low), v128.load(table), v128.load(table, 64));
  const b = line(i32x4.extend_high_i16x8_u(low), v128.load(table, 16), v128.load(table, 80));
  const c = line(i32x4.extend_low_i16x8_u(high), v128.load(table, 32), v128.load(table, 96));
  const d = line(i32x4.extend_high_i16x8_u(high), v128.load(table, 48), v128.load(table, 112));
  v128.store(
    samples,
    i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)),
  );
}

/**
 * x becomes clip((x · multiplier + offset) >> 20), for tables that are straight lines. `lines` holds the multipliers
 * and offsets of 48 samples in turn, so that one and three channels are the same to it: three groups of sixteen, each
 * 16 multipliers, then 16 offsets (32 bits).
 */
export function tableLine(samples: usize, count: i32, lines: usize): void {
  for (const end = samples + count; samples < end; samples += 48) {
    line16(samples, lines);
    line16(samples + 16, lines + 128);
    line16(samples + 32, lines + 256);
  }
}

/** Any table; `tables` holds three of 256 bytes, for the samples in turn. */
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
