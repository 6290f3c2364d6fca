// Tables that operations on bytes can replace (src/core/engine/pixels/bits.ts).

@inline
function changed(v: v128, keep: v128, from: v128, flip: v128, rise: v128, fall: v128): v128 {
  const bits = v128.xor(v128.and(v, keep), v128.and(flip, i8x16.ge_u(v, from)));
  return i8x16.sub_sat_u(i8x16.add_sat_u(bits, rise), fall);
}

/**
 * Each sample x becomes (x & keep), with the bits of `flip` changed where x is at least `from`, plus `rise`, less `fall`, clipped.
 * `bits`: each of these for 48 samples in turn. Source and target may be the same. Writes up to 47 bytes beyond the last of
 * at least one sample.
 */
export function tableBits(source: usize, target: usize, count: i32, bits: usize): void {
  const keep0 = v128.load(bits), keep1 = v128.load(bits, 16), keep2 = v128.load(bits, 32);
  const from0 = v128.load(bits, 48), from1 = v128.load(bits, 64), from2 = v128.load(bits, 80);
  const flip0 = v128.load(bits, 96), flip1 = v128.load(bits, 112), flip2 = v128.load(bits, 128);
  const rise0 = v128.load(bits, 144), rise1 = v128.load(bits, 160), rise2 = v128.load(bits, 176);
  const fall0 = v128.load(bits, 192), fall1 = v128.load(bits, 208), fall2 = v128.load(bits, 224);
  const end = source + count;
  do {
    v128.store(target, changed(v128.load(source), keep0, from0, flip0, rise0, fall0));
    v128.store(target, changed(v128.load(source, 16), keep1, from1, flip1, rise1, fall1), 16);
    v128.store(target, changed(v128.load(source, 32), keep2, from2, flip2, rise2, fall2), 32);
    source += 48;
    target += 48;
  } while (source < end);
}
