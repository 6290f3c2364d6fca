// Tables that operations on bytes can replace (src/core/engine/pixels/bits.ts).

/**
 * Each sample x becomes (x & keep), with the bits of `flip` changed where x is at least `from`, plus `rise`, less `fall`, clipped.
 * `bits`: each of these for 48 samples in turn. Source and target may be the same. Writes up to 47 bytes beyond the last of
 * at least one sample.
 */
export function tableBits(source: usize, target: usize, count: i32, bits: usize): void {
  const isShifted = !isAll(bits + 144, 0) || !isAll(bits + 192, 0);
  const isFlippedFrom = !isAll(bits + 48, 0);
  const isMasked = !isAll(bits, 255) || !isAll(bits + 96, 0);
  if (!isShifted && !isFlippedFrom) maskBits(source, target, count, bits);
  else if (!isMasked) shiftBits(source, target, count, bits);
  else changeBits(source, target, count, bits, true, true, true);
}

/** Whether 48 bytes have one value. */
function isAll(bytes: usize, value: u8): bool {
  const all = i8x16.splat(<i8>value);
  const others = v128.or(v128.xor(v128.load(bytes), all), v128.xor(v128.load(bytes, 16), all));
  return !v128.any_true(v128.or(others, v128.xor(v128.load(bytes, 32), all)));
}

// One function for each case: constants are folded only in inlined calls.
function maskBits(source: usize, target: usize, count: i32, bits: usize): void {
  changeBits(source, target, count, bits, true, false, false);
}

function shiftBits(source: usize, target: usize, count: i32, bits: usize): void {
  changeBits(source, target, count, bits, false, false, true);
}

/** `masks`, `starts` and `shifts` must be constants: without them, bits stay, change in every sample, or nothing is added. */
@inline
function changeBits(
  source: usize, target: usize, count: i32, bits: usize, masks: bool, starts: bool, shifts: bool,
): void {
  const keep0 = v128.load(bits), keep1 = v128.load(bits, 16), keep2 = v128.load(bits, 32);
  const from0 = v128.load(bits, 48), from1 = v128.load(bits, 64), from2 = v128.load(bits, 80);
  const flip0 = v128.load(bits, 96), flip1 = v128.load(bits, 112), flip2 = v128.load(bits, 128);
  const rise0 = v128.load(bits, 144), rise1 = v128.load(bits, 160), rise2 = v128.load(bits, 176);
  const fall0 = v128.load(bits, 192), fall1 = v128.load(bits, 208), fall2 = v128.load(bits, 224);
  const end = source + count;
  do {
    v128.store(target, changed(v128.load(source), keep0, from0, flip0, rise0, fall0, masks, starts, shifts));
    v128.store(target, changed(v128.load(source, 16), keep1, from1, flip1, rise1, fall1, masks, starts, shifts), 16);
    v128.store(target, changed(v128.load(source, 32), keep2, from2, flip2, rise2, fall2, masks, starts, shifts), 32);
    source += 48;
    target += 48;
  } while (source < end);
}

@inline
function changed(
  v: v128, keep: v128, from: v128, flip: v128, rise: v128, fall: v128, masks: bool, starts: bool, shifts: bool,
): v128 {
  const flipped = starts ? v128.and(flip, i8x16.ge_u(v, from)) : flip;
  const bits = masks ? v128.xor(v128.and(v, keep), flipped) : v;
  return shifts ? i8x16.sub_sat_u(i8x16.add_sat_u(bits, rise), fall) : bits;
}
