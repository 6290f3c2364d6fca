// Greys of RGB images that no matrix gives. Source and target may be the same, and exactly the samples are written.
import { lightnessOf } from './lab';
import { lightnessOf16 } from './clahe16';

@inline
function storeGrey(target: usize, level: u8): void {
  store<u8>(target, level);
  store<u8>(target, level, 1);
  store<u8>(target, level, 2);
}

@inline
function storeGrey16(target: usize, unit: u16): void {
  store<u16>(target, unit);
  store<u16>(target, unit, 2);
  store<u16>(target, unit, 4);
}

/** L of CIE L*a*b*, with the tables of `toLab`. */
export function lightnessGrey(source: usize, target: usize, pixels: i32, tables: usize): void {
  for (const end = source + 3 * pixels; source < end; source += 3, target += 3) storeGrey(target, <u8>lightnessOf(source, tables));
}

/** `light`: as for `claheLabRow16`. */
export function lightnessGrey16(source: usize, target: usize, pixels: i32, light: usize): void {
  for (const end = source + 6 * pixels; source < end; source += 6, target += 6) {
    storeGrey16(target, <u16>(lightnessOf16(source, light) * 655.35 + 0.5));
  }
}

/** Half way between the smallest and the largest channel, rounded down. */
export function middleGrey(source: usize, target: usize, pixels: i32): void {
  for (const end = source + 3 * pixels; source < end; source += 3, target += 3) {
    const r = load<u8>(source);
    const g = load<u8>(source, 1);
    const b = load<u8>(source, 2);
    storeGrey(target, <u8>((<u32>max(r, max(g, b)) + <u32>min(r, min(g, b))) >> 1));
  }
}

/** The same, rounded to the nearest unit. */
export function middleGrey16(source: usize, target: usize, pixels: i32): void {
  for (const end = source + 6 * pixels; source < end; source += 6, target += 6) {
    const r = load<u16>(source);
    const g = load<u16>(source, 2);
    const b = load<u16>(source, 4);
    storeGrey16(target, <u16>((<u32>max(r, max(g, b)) + <u32>min(r, min(g, b)) + 1) >> 1));
  }
}

/** The smallest and the largest sum of the weighted channels of all pixels. `weights`: three doubles, after which both are stored. */
export function rangeOfSums(samples: usize, pixels: i32, weights: usize): void {
  const red = load<f64>(weights);
  const green = load<f64>(weights, 8);
  const blue = load<f64>(weights, 16);
  let least = f64.MAX_VALUE;
  let most = -f64.MAX_VALUE;
  for (const end = samples + 3 * pixels; samples < end; samples += 3) {
    const sum = red * <f64>load<u8>(samples) + green * <f64>load<u8>(samples, 1) + blue * <f64>load<u8>(samples, 2);
    least = min(least, sum);
    most = max(most, sum);
  }
  store<f64>(weights, least, 24);
  store<f64>(weights, most, 32);
}

export function rangeOfSums16(samples: usize, pixels: i32, weights: usize): void {
  const red = load<f64>(weights);
  const green = load<f64>(weights, 8);
  const blue = load<f64>(weights, 16);
  let least = f64.MAX_VALUE;
  let most = -f64.MAX_VALUE;
  for (const end = samples + 6 * pixels; samples < end; samples += 6) {
    const sum = red * <f64>load<u16>(samples) + green * <f64>load<u16>(samples, 2) + blue * <f64>load<u16>(samples, 4);
    least = min(least, sum);
    most = max(most, sum);
  }
  store<f64>(weights, least, 24);
  store<f64>(weights, most, 32);
}
