import { channelOf4, clipToByte, floorToByte, store4 } from './pixel';

// A layer over an image, lightness that changes, and images mixed.

/**
 * x becomes (a + m · c) · x + b + m · d, rounded half up, where m is the mask's sample, 0–1. `lines`: vectors of eight numbers of
 * 16 bits for the samples of eight pixels in turn, three for each of a, b, c, d (one for grey); a and c in 2⁻¹⁴, b and d in
 * 1/64 of a level. Writes exactly `pixels` pixels, at least one.
 */
export function layOver(source: usize, target: usize, mask: usize, pixels: i32, channels: i32, lines: usize): void {
  const end = target + pixels * channels;
  const beyond = v128.load(end);
  const farther = v128.load(end, 16);
  if (channels == 1) layOverGrey(source, target, mask, end, lines);
  else layOverColours(source, target, mask, end, lines);
  v128.store(end, beyond);
  v128.store(end, farther, 16);
}

function layOverGrey(source: usize, target: usize, mask: usize, end: usize, lines: usize): void {
  const a = v128.load(lines);
  const b = v128.load(lines, 16);
  const c = v128.load(lines, 32);
  const d = v128.load(lines, 48);
  do {
    const weights = weightsOf(v128.load8x8_u(mask));
    const laid = laidOver(v128.load8x8_u(source), weights, a, b, c, d, false, false);
    v128.store64_lane(target, i8x16.narrow_i16x8_u(laid, laid), 0);
    source += 8;
    target += 8;
    mask += 8;
  } while (target < end);
}

function layOverColours(source: usize, target: usize, mask: usize, end: usize, lines: usize): void {
  const keeps = isIdentity(lines) && isIdentity(lines + 16) && isIdentity(lines + 32);
  const slopes = v128.or(v128.load(lines, 96), v128.or(v128.load(lines, 112), v128.load(lines, 128)));
  if (keeps && !v128.any_true(slopes)) addColour(source, target, mask, end, lines);
  else if (keeps) pullColours(source, target, mask, end, lines);
  else eightsOver(source, target, mask, end, lines, false, false);
}

// One function for each case: constants are folded only in inlined calls.
function addColour(source: usize, target: usize, mask: usize, end: usize, lines: usize): void {
  eightsOver(source, target, mask, end, lines, true, true);
}

function pullColours(source: usize, target: usize, mask: usize, end: usize, lines: usize): void {
  eightsOver(source, target, mask, end, lines, true, false);
}

/** `keeps`: a is 1 and b is 0, so that a mask of 0 changes nothing. `isFlat`: c is 0. Both must be constants. */
@inline
function eightsOver(
  source: usize, target: usize, mask: usize, end: usize, lines: usize, keeps: bool, isFlat: bool,
): void {
  const a0 = v128.load(lines);
  const a1 = v128.load(lines, 16);
  const a2 = v128.load(lines, 32);
  const b0 = v128.load(lines, 48);
  const b1 = v128.load(lines, 64);
  const b2 = v128.load(lines, 80);
  const c0 = v128.load(lines, 96);
  const c1 = v128.load(lines, 112);
  const c2 = v128.load(lines, 128);
  const d0 = v128.load(lines, 144);
  const d1 = v128.load(lines, 160);
  const d2 = v128.load(lines, 176);
  do {
    if (keeps && load<u64>(mask) == 0) {
      v128.store(target, v128.load(source));
      store<u64>(target, load<u64>(source, 16), 16);
    } else {
      const w = weightsOf(v128.load8x8_u(mask));
      const w0 = i8x16.swizzle(w, i8x16(0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 4, 5, 4, 5));
      const w1 = i8x16.swizzle(w, i8x16(4, 5, 6, 7, 6, 7, 6, 7, 8, 9, 8, 9, 8, 9, 10, 11));
      const w2 = i8x16.swizzle(w, i8x16(10, 11, 10, 11, 12, 13, 12, 13, 12, 13, 14, 15, 14, 15, 14, 15));
      const first = v128.load(source);
      const x2 = v128.load8x8_u(source, 16);
      const laid0 = laidOver(i16x8.extend_low_i8x16_u(first), w0, a0, b0, c0, d0, keeps, isFlat);
      const laid1 = laidOver(i16x8.extend_high_i8x16_u(first), w1, a1, b1, c1, d1, keeps, isFlat);
      const laid2 = laidOver(x2, w2, a2, b2, c2, d2, keeps, isFlat);
      v128.store(target, i8x16.narrow_i16x8_u(laid0, laid1));
      v128.store64_lane(target, i8x16.narrow_i16x8_u(laid2, laid2), 0, 16);
    }
    source += 24;
    target += 24;
    mask += 8;
  } while (target < end);
}

/** True where a is 1 and b is 0. */
function isIdentity(lines: usize): bool {
  return i16x8.all_true(i16x8.eq(v128.load(lines), i16x8.splat(1 << 14))) && !v128.any_true(v128.load(lines, 48));
}

/** Of eight samples of a mask, in 2⁻¹⁵: 255 becomes 32767, which stands for 1. */
@inline
function weightsOf(mask: v128): v128 {
  return i16x8.add(i16x8.shl(mask, 7), i16x8.shr_u(mask, 1));
}

@inline
function laidOver(x: v128, weight: v128, a: v128, b: v128, c: v128, d: v128, keeps: bool, isFlat: bool): v128 {
  const x7 = i16x8.shl(x, 7);
  const base = keeps ? i16x8.shl(x, 6) : i16x8.add_sat_s(i16x8.q15mulr_sat_s(x7, a), b);
  const change = isFlat ? d : i16x8.add_sat_s(i16x8.q15mulr_sat_s(x7, c), d);
  const sum = i16x8.add_sat_s(base, i16x8.q15mulr_sat_s(change, weight));
  return i16x8.shr_s(i16x8.add_sat_s(sum, i16x8.splat(32)), 6);
}

/** For samples of 16 bits. `lines`: a, b, c, d of each channel as doubles; b and d in units. */
export function layOver16(source: usize, target: usize, mask: usize, pixels: i32, channels: i32, lines: usize): void {
  for (let i = 0; i < pixels; i++, mask += 2) {
    const m = <f64>load<u16>(mask) / 65535.0;
    let line = lines;
    for (let channel = 0; channel < channels; channel++, source += 2, target += 2, line += 32) {
      const x = <f64>load<u16>(source);
      const base = load<f64>(line) * x + load<f64>(line, 8);
      const change = load<f64>(line, 16) * x + load<f64>(line, 24);
      store<u16>(target, <u16>max(0.0, min(65535.0, floor(base + m * change + 0.5))));
    }
  }
}

/**
 * Each sample x becomes a · x + b, rounded down and clipped. `lines`: a and b as singles for each sum of the greatest and the least
 * channel; of 8 bits, for each of this sum plus the lightness.
 */
export function bendLightness(source: usize, target: usize, pixels: i32, channels: i32, depth: i32, lines: usize): void {
  if (depth == 16) {
    bend<u16>(source, target, pixels, channels, lines, 65535);
    return;
  }
  const many = channels == 3 ? pixels & ~3 : 0;
  bendFours(source, target, many, lines);
  bend<u8>(source + 3 * many, target + 3 * many, pixels - many, channels, lines, 255);
}

@inline
function bend<T>(source: usize, target: usize, pixels: i32, channels: i32, lines: usize, white: f32): void {
  const step = channels * sizeof<T>();
  for (let i = 0; i < pixels; i++, source += step, target += step) {
    const place = sizeof<T>() == 1 ? placeOf8(source, channels) : rangeSum<T>(source, channels);
    const line = lines + <usize>(place << 3);
    const a = load<f32>(line);
    const b = load<f32>(line, 4);
    for (let c = 0; c < step; c += sizeof<T>()) {
      const bent = a * <f32>load<T>(source + c) + b;
      store<T>(target + c, <T>(<i32>max<f32>(0, min<f32>(white, bent))));
    }
  }
}

/** Pixels of three channels, four at a time. */
function bendFours(source: usize, target: usize, pixels: i32, lines: usize): void {
  for (const end = source + 3 * pixels; source < end; source += 12, target += 12) {
    const v = v128.load(source);
    const r = channelOf4(v, 0);
    const g = channelOf4(v, 1);
    const b = channelOf4(v, 2);
    const greatest = i32x4.max_u(r, i32x4.max_u(g, b));
    const least = i32x4.min_u(r, i32x4.min_u(g, b));
    const place = i32x4.add(i32x4.add(greatest, least), lightnessOf4(greatest, least));
    const first = v128.load64_zero(lines + (<usize>i32x4.extract_lane(place, 0) << 3));
    const second = v128.load64_zero(lines + (<usize>i32x4.extract_lane(place, 1) << 3));
    const third = v128.load64_zero(lines + (<usize>i32x4.extract_lane(place, 2) << 3));
    const fourth = v128.load64_zero(lines + (<usize>i32x4.extract_lane(place, 3) << 3));
    const early = v128.shuffle<i32>(first, second, 0, 4, 1, 5);
    const late = v128.shuffle<i32>(third, fourth, 0, 4, 1, 5);
    const factor = v128.shuffle<i64>(early, late, 0, 2);
    const offset = v128.shuffle<i64>(early, late, 1, 3);
    store4(target, bent(r, factor, offset), bent(g, factor, offset), bent(b, factor, offset));
  }
}

@inline
function bent(samples: v128, factor: v128, offset: v128): v128 {
  return floorToByte(clipToByte(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(samples), factor), offset)));
}

/** The lightness of HLS, 0–255, with the roundings of OpenCV: to single precision at each step, then to the nearest level, halves to even. */
@inline
function lightnessOf4(greatest: v128, least: v128): v128 {
  const share = f32x4.splat(<f32>(1.0 / 255.0));
  const sum = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(greatest), share), f32x4.mul(f32x4.convert_i32x4_s(least), share));
  const level = f32x4.mul(f32x4.mul(sum, f32x4.splat(0.5)), f32x4.splat(255));
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(level));
}

/** The line of a pixel of 8 bits. */
@inline
function placeOf8(pixel: usize, channels: i32): u32 {
  const first = <u32>load<u8>(pixel);
  if (channels == 1) return 3 * first;
  const second = <u32>load<u8>(pixel, 1);
  const third = <u32>load<u8>(pixel, 2);
  const greatest = max(first, max(second, third));
  const least = min(first, min(second, third));
  const lightness = lightnessOf4(i32x4.splat(greatest), i32x4.splat(least));
  return greatest + least + <u32>i32x4.extract_lane(lightness, 0);
}

/** The greatest channel plus the least: twice the lightness. */
@inline
function rangeSum<T>(pixel: usize, channels: i32): u32 {
  const first = <u32>load<T>(pixel);
  if (channels == 1) return 2 * first;
  const second = <u32>load<T>(pixel + sizeof<T>());
  const third = <u32>load<T>(pixel + 2 * sizeof<T>());
  return max(first, max(second, third)) + min(first, min(second, third));
}

/** Where the mask is not 0, it is the lightness; hue and saturation stay. */
export function setLightness(source: usize, target: usize, mask: usize, pixels: i32, channels: i32, depth: i32): void {
  if (depth == 8 && channels == 3) takeLightnessOfEights(source, target, mask, pixels);
  else if (depth == 8) takeLightness<u8>(source, target, mask, pixels, channels, 255);
  else takeLightness<u16>(source, target, mask, pixels, channels, 65535);
}

/** Most masks are black almost everywhere. */
function takeLightnessOfEights(source: usize, target: usize, mask: usize, pixels: i32): void {
  const end = mask + (pixels & ~7);
  for (; mask < end; mask += 8, source += 24, target += 24) {
    if (load<u64>(mask) == 0) {
      v128.store(target, v128.load(source));
      store<u64>(target, load<u64>(source, 16), 16);
    } else takeLightness<u8>(source, target, mask, 8, 3, 255);
  }
  takeLightness<u8>(source, target, mask, pixels & 7, 3, 255);
}

function takeLightness<T>(source: usize, target: usize, mask: usize, pixels: i32, channels: i32, white: f64): void {
  const step = channels * sizeof<T>();
  for (let i = 0; i < pixels; i++, source += step, target += step, mask += sizeof<T>()) {
    const level = load<T>(mask);
    if (level == 0) {
      for (let c = 0; c < step; c += sizeof<T>()) store<T>(target + c, load<T>(source + c));
      continue;
    }
    const before = <f64>rangeSum<T>(source, channels) / 2;
    const after = <f64>level;
    const room = min(before, white - before);
    const factor = room > 0 ? min(after, white - after) / room : 0;
    for (let c = 0; c < step; c += sizeof<T>()) {
      const sample = after + (<f64>load<T>(source + c) - before) * factor;
      store<T>(target + c, <T>max(0.0, min(white, floor(sample + 0.5))));
    }
  }
}

/** Adds samples times `share` / 2¹⁵ to sums of 16 bits, in 1/128. Touches up to 30 bytes beyond the last sum. */
export function addShare(source: usize, sums: usize, count: i32, share: i32): void {
  const shares = i16x8.splat(<i16>share);
  for (const end = sums + 2 * count; sums < end; sums += 32, source += 16) {
    const samples = v128.load(source);
    const low = i16x8.q15mulr_sat_s(i16x8.shl(i16x8.extend_low_i8x16_u(samples), 7), shares);
    const high = i16x8.q15mulr_sat_s(i16x8.shl(i16x8.extend_high_i8x16_u(samples), 7), shares);
    v128.store(sums, i16x8.add(v128.load(sums), low));
    v128.store(sums, i16x8.add(v128.load(sums, 16), high), 16);
  }
}

/** Sums of `addShare`, rounded to samples. Writes up to 15 bytes beyond. */
export function roundSums(sums: usize, target: usize, count: i32): void {
  const half = i16x8.splat(64);
  for (const end = target + count; target < end; target += 16, sums += 32) {
    const low = i16x8.shr_u(i16x8.add(v128.load(sums), half), 7);
    const high = i16x8.shr_u(i16x8.add(v128.load(sums, 16), half), 7);
    v128.store(target, i8x16.narrow_i16x8_u(low, high));
  }
}

/** For samples of 16 bits: sums are singles, in units. Touches up to 12 bytes beyond the last sum. */
export function addShare16(source: usize, sums: usize, count: i32, share: f32): void {
  const shares = f32x4.splat(share);
  for (const end = sums + 4 * count; sums < end; sums += 16, source += 8) {
    const samples = f32x4.convert_i32x4_s(v128.load16x4_u(source));
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(samples, shares)));
  }
}

/** Writes up to 6 bytes beyond. */
export function roundSums16(sums: usize, target: usize, count: i32): void {
  const half = f32x4.splat(0.5);
  for (const end = target + 2 * count; target < end; target += 8, sums += 16) {
    const rounded = i32x4.trunc_sat_f32x4_u(f32x4.add(v128.load(sums), half));
    v128.store64_lane(target, i16x8.narrow_i32x4_u(rounded, rounded), 0);
  }
}
