// Masks: grey images of a depth that are painted.

/**
 * Levels by the distance to a point. `rises`: for each step two singles, the sample at its beginning, plus a half, and how much
 * is added up to its end; distances are in steps, and beyond the last the sample is `beyond`.
 */
export function paintRadial(
  target: usize, width: i32, height: i32, depth: i32, centreX: f32, centreY: f32, scale: f32,
  rises: usize, steps: i32, beyond: f32,
): void {
  if (depth == 8) radial<u8>(target, width, height, centreX, centreY, scale, rises, steps, beyond);
  else radial<u16>(target, width, height, centreX, centreY, scale, rises, steps, beyond);
}

@inline
function radial<T>(
  target: usize, width: i32, height: i32, centreX: f32, centreY: f32, scale: f32,
  rises: usize, steps: i32, beyond: f32,
): void {
  const last = f32x4.splat(<f32>steps);
  const scales = f32x4.splat(scale);
  const lanes = f32x4(0, 1, 2, 3);
  // Behind the last step there is one that stays at `beyond`.
  store<f32>(rises + (<usize>steps << 3), beyond);
  store<f32>(rises + (<usize>steps << 3), 0, 4);
  for (let y = 0; y < height; y++) {
    const dy: f32 = (<f32>y - centreY) * scale;
    const square = f32x4.splat(dy * dy);
    for (let x = 0; x < width; x += 4) {
      const dx = f32x4.mul(f32x4.add(f32x4.splat(<f32>x - centreX), lanes), scales);
      const distance = f32x4.pmin(last, f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), square)));
      const whole = f32x4.floor(distance);
      const step = wholeNumbers(whole);
      const rest = f32x4.sub(distance, whole);
      const a = v128.load64_zero(rises + (<usize>i32x4.extract_lane(step, 0) << 3));
      const b = v128.load64_zero(rises + (<usize>i32x4.extract_lane(step, 1) << 3));
      const c = v128.load64_zero(rises + (<usize>i32x4.extract_lane(step, 2) << 3));
      const d = v128.load64_zero(rises + (<usize>i32x4.extract_lane(step, 3) << 3));
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const begin = v128.shuffle<i64>(ab, cd, 0, 2);
      const rise = v128.shuffle<i64>(ab, cd, 1, 3);
      const sample = wholeNumbers(f32x4.floor(f32x4.add(begin, f32x4.mul(rise, rest))));
      storeSamples<T>(target, sample);
      target += sizeof<T>() * min(4, width - x);
    }
  }
}

/** Whole numbers from 0 to 2²³ − 1: the lowest bits of the single 2²³ + n are n. This is cheaper than a conversion. */
@inline
function wholeNumbers(singles: v128): v128 {
  return v128.and(f32x4.add(singles, f32x4.splat(8388608)), i32x4.splat(0x7fffff));
}

/** Stores four lanes; where fewer belong to the row, the next row overwrites the others. */
@inline
function storeSamples<T>(target: usize, lanes: v128): void {
  const words = i16x8.narrow_i32x4_u(lanes, lanes);
  if (sizeof<T>() == 1) v128.store32_lane(target, i8x16.narrow_i16x8_u(words, words), 0);
  else v128.store64_lane(target, words, 0);
}

/**
 * Samples that grow evenly: `level` plus `slopeX` and `slopeY` for each pixel, at pixel centres, rounded and clipped to `white`. In
 * double precision. Writes up to 14 bytes beyond.
 */
export function paintLinear(
  target: usize, width: i32, height: i32, depth: i32, level: f64, slopeX: f64, slopeY: f64, units: f64,
): void {
  if (depth == 8) linear<u8>(target, width, height, level, slopeX * units, slopeY, units, 255);
  else linear<u16>(target, width, height, level, slopeX * units, slopeY, units, 65535);
}

@inline
function linear<T>(
  target: usize, width: i32, height: i32, level: f64, step: f64, slope: f64, units: f64, white: f64,
): void {
  const whites = f64x2.splat(white);
  const steps = f64x2.splat(step);
  for (let y = 0; y < height; y++) {
    const start = f64x2.splat((level + slope * (<f64>y + 0.5)) * units + step / 2.0 + 0.5);
    let columns = f64x2(0, 1);
    for (let x = 0; x < width; x += 8) {
      const a = evenly(start, steps, columns, whites);
      const b = evenly(start, steps, f64x2.add(columns, f64x2.splat(2)), whites);
      const c = evenly(start, steps, f64x2.add(columns, f64x2.splat(4)), whites);
      const d = evenly(start, steps, f64x2.add(columns, f64x2.splat(6)), whites);
      const words = i16x8.narrow_i32x4_u(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(c, d, 0, 2, 4, 6));
      if (sizeof<T>() == 1) v128.store64_lane(target, i8x16.narrow_i16x8_u(words, words), 0);
      else v128.store(target, words);
      columns = f64x2.add(columns, f64x2.splat(8));
      target += sizeof<T>() * min(8, width - x);
    }
  }
}

/** Two whole numbers, in the lower halves of the lanes: the lowest bits of the double 2⁵² + n are n. */
@inline
function evenly(start: v128, steps: v128, columns: v128, whites: v128): v128 {
  const sample = f64x2.pmax(f64x2.splat(0), f64x2.pmin(whites, f64x2.add(start, f64x2.mul(steps, columns))));
  return f64x2.add(f64x2.floor(sample), f64x2.splat(4503599627370496));
}

/**
 * One step of the diamond-square method. `fine` has an odd `width` and `height`, and holds random numbers already. Of `coarse`, with
 * `columns` a row, every number is shown at each second place, times `factor`, plus `offset`.
 */
export function refinePlasma(
  coarse: usize, columns: i32, fine: usize, width: i32, height: i32, factor: f32, offset: f32,
): void {
  const stride = <usize>width << 2;
  for (let y = 0; y < height; y += 2) {
    let from = coarse + ((<usize>(y >> 1) * columns) << 2);
    const row = fine + y * stride;
    for (let at = row; at < row + stride; at += 8, from += 4) {
      store<f32>(at, load<f32>(at) + load<f32>(from) * factor + offset);
    }
  }
  for (let y = 1; y < height; y += 2) {
    let at = fine + y * stride + 4;
    for (const end = fine + (y + 1) * stride; at < end; at += 8) {
      const mean =
        (load<f32>(at - stride - 4) + load<f32>(at - stride + 4) + load<f32>(at + stride - 4) + load<f32>(at + stride + 4)) * 0.25;
      settle(at, mean);
    }
  }
  for (let y = 0; y < height; y++) {
    const isEdge = y == 0 || y == height - 1;
    const row = fine + y * stride;
    const last = row + stride - 4;
    for (let at = row + (y & 1 ? 0 : 4); at <= last; at += 8) {
      if (isEdge || at == row || at == last) settle(at, meanAtEdge(at, y > 0, y + 1 < height, at > row, at < last, stride));
      else settle(at, (load<f32>(at - 4) + load<f32>(at + 4) + load<f32>(at - stride) + load<f32>(at + stride)) * 0.25);
    }
  }
}

/** A point becomes the mean of its neighbours plus its random number, or 0 if the mean is negative. */
@inline
function settle(at: usize, mean: f32): void {
  store<f32>(at, mean > 0 ? mean + load<f32>(at) : 0);
}

function meanAtEdge(at: usize, above: bool, below: bool, left: bool, right: bool, stride: usize): f32 {
  let sum: f32 = 0;
  let count: f32 = 0;
  if (left) {
    sum += load<f32>(at - 4);
    count += 1;
  }
  if (right) {
    sum += load<f32>(at + 4);
    count += 1;
  }
  if (above) {
    sum += load<f32>(at - stride);
    count += 1;
  }
  if (below) {
    sum += load<f32>(at + stride);
    count += 1;
  }
  return sum / count;
}

/** Words of 16 bits to numbers: (word + ½ − 2¹⁵) · unit. Writes up to 12 bytes beyond. */
export function centredNumbers(target: usize, count: i32, words: usize, unit: f32): void {
  const units = f32x4.splat(unit);
  const middle = f32x4.splat(32767.5);
  for (const end = target + 4 * count; target < end; target += 16, words += 8) {
    v128.store(target, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(v128.load16x4_u(words)), middle), units));
  }
}

/** The least and the greatest of numbers, as two singles. `stride` in numbers. */
export function extremesOf(numbers: usize, width: i32, height: i32, stride: i32, target: usize): void {
  let least: f32 = load<f32>(numbers);
  let most = least;
  for (let y = 0; y < height; y++) {
    const row = numbers + ((<usize>y * stride) << 2);
    let low = f32x4.splat(least);
    let high = f32x4.splat(most);
    let at = row;
    const end = row + (<usize>width << 2);
    for (; at + 16 <= end; at += 16) {
      const v = v128.load(at);
      low = f32x4.pmin(low, v);
      high = f32x4.pmax(high, v);
    }
    least = min(min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)), min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)));
    most = max(max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)), max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)));
    for (; at < end; at += 4) {
      least = min(least, load<f32>(at));
      most = max(most, load<f32>(at));
    }
  }
  store<f32>(target, least);
  store<f32>(target, most, 4);
}

/** Numbers to samples: number · factor + offset, rounded down, and clipped. Writes up to 6 bytes beyond. */
export function paintNumbers(
  numbers: usize, target: usize, width: i32, height: i32, stride: i32, depth: i32, factor: f32, offset: f32,
): void {
  if (depth == 8) paint<u8>(numbers, target, width, height, stride, factor, offset);
  else paint<u16>(numbers, target, width, height, stride, factor, offset);
}

@inline
function paint<T>(numbers: usize, target: usize, width: i32, height: i32, stride: i32, factor: f32, offset: f32): void {
  const factors = f32x4.splat(factor);
  const offsets = f32x4.splat(offset);
  for (let y = 0; y < height; y++) {
    const row = numbers + ((<usize>y * stride) << 2);
    for (let x = 0; x < width; x += 4) {
      const sample = f32x4.add(f32x4.mul(v128.load(row + ((<usize>x) << 2)), factors), offsets);
      storeSamples<T>(target, i32x4.trunc_sat_f32x4_u(sample));
      target += sizeof<T>() * min(4, width - x);
    }
  }
}
