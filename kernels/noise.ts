// Random rows. A row's numbers depend only on the seed and on the row's index: Philox4x32-10 with the seed as its key
// and the counters (row, block, 0, 0), block = 0 … 3 (4 … 7 for the lower bytes of 16 bits), gives the 16 words of state of four xoshiro128++ generators (word j
// of generator i is word i of block j), one in each vector lane.

let state0 = i32x4.splat(0);
let state1 = i32x4.splat(0);
let state2 = i32x4.splat(0);
let state3 = i32x4.splat(0);

function philox(row: u32, block: u32, key0: u32, key1: u32): v128 {
  let c0: u32 = row;
  let c1: u32 = block;
  let c2: u32 = 0;
  let c3: u32 = 0;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>0xd2511f53 * c0;
    const product1 = <u64>0xcd9e8d57 * c2;
    c0 = <u32>(product1 >> 32) ^ c1 ^ key0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ key1;
    c3 = <u32>product0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  return i32x4.replace_lane(
    i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(c0), 1, c1), 2, c2),
    3,
    c3,
  );
}

function seedRow(row: u32, seed0: u32, seed1: u32, firstBlock: u32 = 0): void {
  state0 = philox(row, firstBlock, seed0, seed1);
  state1 = philox(row, firstBlock + 1, seed0, seed1);
  state2 = philox(row, firstBlock + 2, seed0, seed1);
  state3 = philox(row, firstBlock + 3, seed0, seed1);
}

@inline
function rotateLeft(v: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(v, bits), i32x4.shr_u(v, 32 - bits));
}

/** Uniform bytes: 4 words at a time, one of each generator, lowest byte first. Writes up to 15 bytes beyond `count`. */
export function uniformRow(target: usize, count: i32, row: u32, seed0: u32, seed1: u32, firstBlock: u32): void {
  seedRow(row, seed0, seed1, firstBlock);
  let a = state0;
  let b = state1;
  let c = state2;
  let d = state3;
  for (const end = target + count; target < end; target += 16) {
    v128.store(target, i32x4.add(rotateLeft(i32x4.add(a, d), 7), a));
    const t = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, t);
    d = rotateLeft(d, 11);
  }
}

/**
 * Eight Gaussian numbers in fixed point from 32 random bytes: number i takes bytes 2i, 2i + 1, 2i + 16 and 2i + 17.
 * Their sum less 510, times 64, is u; n = ⟨u · linear⟩ + ⟨⟨⟨u · u⟩ · u⟩ · cubic⟩ + offset, where ⟨ ⟩ divides by 2¹⁵,
 * half up. The sum of four bytes has shorter tails than a Gaussian; the cubic term corrects them.
 */
@inline
function gaussian8(first: v128, second: v128, linear: v128, cubic: v128, offset: v128): v128 {
  const sum = i16x8.add(i16x8.extadd_pairwise_i8x16_u(first), i16x8.extadd_pairwise_i8x16_u(second));
  const u = i16x8.shl(i16x8.sub(sum, i16x8.splat(510)), 6);
  const cube = i16x8.q15mulr_sat_s(i16x8.q15mulr_sat_s(u, u), u);
  const n = i16x8.add_sat_s(i16x8.q15mulr_sat_s(u, linear), i16x8.q15mulr_sat_s(cube, cubic));
  return i16x8.add_sat_s(n, offset);
}

/** `count` Gaussian numbers from the sequence of `uniformRow`, 16 bits each. Writes up to 14 bytes beyond the last. */
export function gaussianRow(
  target: usize, count: i32, row: u32, seed0: u32, seed1: u32,
  linear: i32, cubic: i32, offset: i32,
): void {
  seedRow(row, seed0, seed1);
  let a = state0;
  let b = state1;
  let c = state2;
  let d = state3;
  const linears = i16x8.splat(<i16>linear);
  const cubics = i16x8.splat(<i16>cubic);
  const offsets = i16x8.splat(<i16>offset);
  const end = target + 2 * count;
  do {
    const first = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
    let t = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, t);
    d = rotateLeft(d, 11);
    const second = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
    t = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, t);
    d = rotateLeft(d, 11);
    v128.store(target, gaussian8(first, second, linears, cubics, offsets));
    target += 16;
  } while (target < end);
}

/**
 * Does the work of `gaussianRow` and `addNoise` for `height` rows of `count` samples, at least one, in one loop. This
 * takes a ninth less time.
 */
export function addGaussianRows(
  source: usize, target: usize, count: i32, height: i32, seed0: u32, seed1: u32,
  linear: i32, cubic: i32, offset: i32, bits: i32,
): void {
  const linears = i16x8.splat(<i16>linear);
  const cubics = i16x8.splat(<i16>cubic);
  const offsets = i16x8.splat(<i16>offset);
  for (let row = 0; row < height; row++) {
    seedRow(row, seed0, seed1);
    let a = state0;
    let b = state1;
    let c = state2;
    let d = state3;
    const end = target + count;
    const beyond = v128.load(end);
    const next = source + count;
    do {
      const first = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
      let t = i32x4.shl(b, 9);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, t);
      d = rotateLeft(d, 11);
      const second = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
      t = i32x4.shl(b, 9);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, t);
      d = rotateLeft(d, 11);
      const third = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
      t = i32x4.shl(b, 9);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, t);
      d = rotateLeft(d, 11);
      const fourth = i32x4.add(rotateLeft(i32x4.add(a, d), 7), a);
      t = i32x4.shl(b, 9);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, t);
      d = rotateLeft(d, 11);
      const low = gaussian8(first, second, linears, cubics, offsets);
      const high = gaussian8(third, fourth, linears, cubics, offsets);
      v128.store(target, plusTruncated(v128.load(source), low, high, bits));
      source += 16;
      target += 16;
    } while (target < end);
    source = next;
    target = end;
    v128.store(end, beyond);
  }
}

/** Sixteen samples, each plus trunc(n / 2^bits) of its number, clipped; without `bits` n must be above −32768. */
@inline
function plusTruncated(samples: v128, low: v128, high: v128, bits: i32): v128 {
  const isNegative = i8x16.lt_s(i8x16.narrow_i16x8_s(low, high), i8x16.splat(0));
  const whole = i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.abs(low), bits), i16x8.shr_u(i16x8.abs(high), bits));
  // x − n is ¬(¬x + n), so one saturating sum of bytes clips at both ends. This halves the work of 16 bits.
  return v128.xor(i8x16.add_sat_u(v128.xor(samples, isNegative), whole), isNegative);
}

/** x becomes clip(x + trunc(n / 2^bits)), at least one. Writes exactly `count` samples. */
export function addNoise(source: usize, target: usize, noise: usize, count: i32, bits: i32): void {
  const end = target + count;
  const beyond = v128.load(end);
  do {
    v128.store(target, plusTruncated(v128.load(source), v128.load(noise), v128.load(noise, 16), bits));
    source += 16;
    target += 16;
    noise += 32;
  } while (target < end);
  v128.store(end, beyond);
}

/** Repeats each of `count` numbers three times. Writes up to 42 bytes beyond the last. */
export function tripleNoise(source: usize, target: usize, count: i32): void {
  for (const end = source + 2 * count; source < end; source += 16, target += 48) {
    const n = v128.load(source);
    v128.store(target, v128.shuffle<i16>(n, n, 0, 0, 0, 1, 1, 1, 2, 2));
    v128.store(target, v128.shuffle<i16>(n, n, 2, 3, 3, 3, 4, 4, 4, 5), 16);
    v128.store(target, v128.shuffle<i16>(n, n, 5, 5, 6, 6, 6, 7, 7, 7), 32);
  }
}

/**
 * One row of an enlarged image of noise, from the rows above and below it: linear, with weights in 1/2048; each of the
 * two steps is rounded. `columns` holds, for each pixel, the left and the right neighbour's number and the right one's
 * weight (32 bits each).
 */
export function enlargeNoise(
  above: usize, below: usize, weight: i32, target: usize, width: i32, channels: i32, columns: usize,
): void {
  for (let x = 0; x < width; x++, columns += 12) {
    const left = 2 * channels * load<i32>(columns);
    const right = 2 * channels * load<i32>(columns, 4);
    const weightRight = load<i32>(columns, 8);
    for (let c = 0; c < 2 * channels; c += 2, target += 2) {
      const l = blend(load<i16>(above + left + c), load<i16>(below + left + c), weight);
      const r = blend(load<i16>(above + right + c), load<i16>(below + right + c), weight);
      store<i16>(target, <i16>blend(l, r, weightRight));
    }
  }
}

@inline
function blend(a: i32, b: i32, weight: i32): i32 {
  return (a * (2048 - weight) + b * weight + 1024) >> 11;
}

/** Numbers of 16 bits: random words of 16 bits, from −1 for 0 to 1 for the greatest, times `half` / 2¹⁵, plus `centre`. Writes up to 14 bytes beyond. */
export function linearNumbers(target: usize, count: i32, words: usize, half: i32, centre: i32): void {
  const sign = i16x8.splat(-32768);
  const halves = i16x8.splat(<i16>half);
  const centres = i16x8.splat(<i16>centre);
  for (const end = target + 2 * count; target < end; target += 16, words += 16) {
    v128.store(target, i16x8.add_sat_s(i16x8.q15mulr_sat_s(v128.xor(v128.load(words), sign), halves), centres));
  }
}

/** Looks up the upper 12 bits of random words of 16 bits in a table of numbers of 16 bits. */
export function quantileNumbers(target: usize, count: i32, words: usize, table: usize): void {
  for (const end = target + 2 * count; target < end; target += 2, words += 2) {
    store<i16>(target, load<i16>(table + <usize>((load<u16>(words) >> 4) << 1)));
  }
}

/** x becomes min(255, ⌊x · n / 2^bits⌋), n not negative. Writes exactly `count` samples, at least one. */
export function multiplyNoise(source: usize, target: usize, noise: usize, count: i32, bits: i32): void {
  const end = target + count;
  const beyond = v128.load(end);
  do {
    const samples = v128.load(source);
    const low = i16x8.extend_low_i8x16_u(samples);
    const high = i16x8.extend_high_i8x16_u(samples);
    const first = v128.load(noise);
    const second = v128.load(noise, 16);
    v128.store(
      target,
      i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(
          i32x4.shr_u(i32x4.extmul_low_i16x8_u(low, first), bits),
          i32x4.shr_u(i32x4.extmul_high_i16x8_u(low, first), bits),
        ),
        i16x8.narrow_i32x4_s(
          i32x4.shr_u(i32x4.extmul_low_i16x8_u(high, second), bits),
          i32x4.shr_u(i32x4.extmul_high_i16x8_u(high, second), bits),
        ),
      ),
    );
    source += 16;
    target += 16;
    noise += 32;
  } while (target < end);
  v128.store(end, beyond);
}
