// The noise of a camera's sensor: a shift of the hue, and a Poisson number of steps towards white, for each pixel.
// Lightness is (greatest + least channel) / 2, as in HLS. On grey images it is the level, and there is no hue.
import { within } from './border';
import { channelOf8 } from './pixel';

/**
 * Sums over all pixels of greatest + least channel, and of its square, as two doubles: whole numbers, exact up to 2⁵³.
 */
export function lightnessSums(samples: usize, pixels: i32, channels: i32, depth: i32, sums: usize): void {
  if (depth == 8 && channels == 3) sumLightnessOfEights(samples, pixels, sums);
  else if (depth == 8) sumLightness<u8>(samples, pixels, channels, sums);
  else sumLightness<u16>(samples, pixels, channels, sums);
}

/** Sums of two squares of at most 510² fit 32 bits so many times. */
const MOST_EIGHTS: i32 = 4096;

/** Eight pixels at a time, and those that are left one by one. */
function sumLightnessOfEights(samples: usize, pixels: i32, sums: usize): void {
  const one = i16x8.splat(1);
  let eights = pixels >> 3;
  let sum: u64 = 0;
  let squares: u64 = 0;
  while (eights > 0) {
    const some = min(eights, MOST_EIGHTS);
    let part = i32x4.splat(0);
    let partOfSquares = i32x4.splat(0);
    for (const end = samples + 24 * some; samples < end; samples += 24) {
      const first = v128.load(samples);
      const last = v128.load(samples, 8);
      const red = channelOf8(first, last, 0);
      const green = channelOf8(first, last, 1);
      const blue = channelOf8(first, last, 2);
      const twice = i16x8.add(
        i16x8.max_s(red, i16x8.max_s(green, blue)),
        i16x8.min_s(red, i16x8.min_s(green, blue)),
      );
      part = i32x4.add(part, i32x4.dot_i16x8_s(twice, one));
      partOfSquares = i32x4.add(partOfSquares, i32x4.dot_i16x8_s(twice, twice));
    }
    sum += total(part);
    squares += total(partOfSquares);
    eights -= some;
  }
  sumLightness<u8>(samples, pixels & 7, 3, sums);
  store<f64>(sums, load<f64>(sums) + <f64>sum);
  store<f64>(sums, load<f64>(sums, 8) + <f64>squares, 8);
}

@inline
function total(v: v128): u64 {
  return <u64>i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

@inline
function sumLightness<T>(samples: usize, pixels: i32, channels: i32, sums: usize): void {
  let sum: u64 = 0;
  let squares: u64 = 0;
  const step = channels * sizeof<T>();
  for (let i = 0; i < pixels; i++, samples += step) {
    const twice = <u64>(greatestOf<T>(samples, channels) + leastOf<T>(samples, channels));
    sum += twice;
    squares += twice * twice;
  }
  store<f64>(sums, <f64>sum);
  store<f64>(sums, <f64>squares, 8);
}

@inline
function greatestOf<T>(pixel: usize, channels: i32): u32 {
  const first = <u32>load<T>(pixel);
  if (channels == 1) return first;
  return max(first, max(<u32>load<T>(pixel + sizeof<T>()), <u32>load<T>(pixel + 2 * sizeof<T>())));
}

@inline
function leastOf<T>(pixel: usize, channels: i32): u32 {
  const first = <u32>load<T>(pixel);
  if (channels == 1) return first;
  return min(first, min(<u32>load<T>(pixel + sizeof<T>()), <u32>load<T>(pixel + 2 * sizeof<T>())));
}

/**
 * `words`: 32 random bits for each pixel. As many steps are taken as there are `thresholds` (32 bits each, `count`) that do
 * not exceed them, and `first`. A step takes `intensity` of what is missing to white. `hues`: shifts in sectors of 60°, a single
 * for each pixel; 0: none.
 */
export function addSensorNoise(
  source: usize, target: usize, pixels: i32, channels: i32, depth: i32, words: usize,
  thresholds: usize, count: i32, first: i32, intensity: f64, hues: usize,
): void {
  if (depth == 8) addSteps<u8>(source, target, pixels, channels, words, thresholds, count, first, intensity, hues, 255);
  else addSteps<u16>(source, target, pixels, channels, words, thresholds, count, first, intensity, hues, 65535);
}

@inline
function addSteps<T>(
  source: usize, target: usize, pixels: i32, channels: i32, words: usize,
  thresholds: usize, count: i32, first: i32, intensity: f64, hues: usize, white: f64,
): void {
  const step = channels * sizeof<T>();
  const lowest = count > 0 && first == 0 ? load<u32>(thresholds) : 0;
  for (let i = 0; i < pixels; i++, source += step, target += step, words += 4) {
    const word = load<u32>(words);
    if (hues == 0 && word < lowest) {
      for (let c = 0; c < step; c += sizeof<T>()) store<T>(target + c, load<T>(source + c));
      continue;
    }
    let steps = 0;
    while (steps < count && load<u32>(thresholds + 4 * steps) <= word) steps++;
    const isLighter = first + steps > 0;
    const greatest = <f64>greatestOf<T>(source, channels);
    const least = <f64>leastOf<T>(source, channels);
    const before = (greatest + least) / 2;
    const lightness = isLighter ? before + min(1.0, <f64>(first + steps) * intensity) * (white - before) : before;
    if (greatest == least) {
      for (let c = 0; c < step; c += sizeof<T>()) store<T>(target + c, <T>(lightness + 0.5));
      continue;
    }
    const range = greatest - least;
    let newRange = range;
    let low = least;
    if (isLighter) {
      // Saturation stays: the range grows as the room that the lightness leaves.
      const room = before <= white / 2 ? before : white - before;
      const newRoom = lightness <= white / 2 ? lightness : white - lightness;
      newRange = (range * newRoom) / room;
      low = lightness - newRange / 2;
    }
    const r = <f64>load<T>(source);
    const g = <f64>load<T>(source + sizeof<T>());
    const b = <f64>load<T>(source + 2 * sizeof<T>());
    let hue: f64 =
      greatest == r ? (g - b) / range : greatest == g ? (b - r) / range + 2 : (r - g) / range + 4;
    if (hues != 0) hue += <f64>load<f32>(hues + 4 * i);
    if (hue < 0 || hue >= 6) hue -= floor(hue / 6) * 6;
    store<T>(target, <T>(low + newRange * within(0, abs(hue - 3) - 1, 1) + 0.5));
    store<T>(target + sizeof<T>(), <T>(low + newRange * within(0, 2 - abs(hue - 2), 1) + 0.5));
    store<T>(target + 2 * sizeof<T>(), <T>(low + newRange * within(0, 2 - abs(hue - 4), 1) + 0.5));
  }
}
