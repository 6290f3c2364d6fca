// CLAHE of 16-bit samples, in double precision: nothing is rounded before the result. CIE L*a*b* by its definition, with the
// primaries of sRGB and the white of D65 as OpenCV writes them.

import { countIn } from './histogram';

/** Linear light of each unit, then the unit of 65,537 steps of linear light: doubles. */
const UNITS: usize = 65536 * 8;

/** The root function of L*a*b*: the cube root, or near black a line. */
@inline
function root(light: f64): f64 {
  if (light <= 216.0 / 24389.0) return light * (841.0 / 108.0) + 16.0 / 116.0;
  // A third of the exponent is a first value, within a few per cent; each step of Newton's squares the error.
  let value = reinterpret<f64>(reinterpret<i64>(light) / 3 + 0x2a9f7893f782da00);
  value -= (value * value * value - light) / (3.0 * value * value);
  value -= (value * value * value - light) / (3.0 * value * value);
  value -= (value * value * value - light) / (3.0 * value * value);
  return value - (value * value * value - light) / (3.0 * value * value);
}

/** Its inverse. */
@inline
function power(value: f64): f64 {
  return value > 6.0 / 29.0 ? value * value * value : (value - 16.0 / 116.0) * (108.0 / 841.0);
}

@inline
function lightOf(sample: usize, tables: usize): f64 {
  return load<f64>(tables + (<usize>load<u16>(sample) << 3));
}

@inline
function unitOf(light: f64, tables: usize): u16 {
  const at = 65536.0 * max(0.0, min(1.0, light));
  const step = min(65535, <i32>at);
  const from = tables + UNITS + (<usize>step << 3);
  return <u16>(load<f64>(from) + (load<f64>(from, 8) - load<f64>(from)) * (at - <f64>step) + 0.5);
}

@inline
function luminance(pixel: usize, tables: usize): f64 {
  return 0.212671 * lightOf(pixel, tables) + 0.71516 * lightOf(pixel + 2, tables) + 0.072169 * lightOf(pixel + 4, tables);
}

/** L of a pixel: 100 is white. */
@inline
export function lightnessOf16(pixel: usize, light: usize): f64 {
  return 116.0 * root(luminance(pixel, light)) - 16.0;
}

/**
 * Counts L of the RGB pixels of a tile, by the nearest of 256 levels; `rows`, `columns` and `table` as for `countTile16`,
 * `light` as for `claheLabRow16`.
 */
export function countLightness16(
  samples: usize, rows: usize, height: i32, columns: usize, width: i32, table: usize, light: usize,
): void {
  const end = columns + 4 * width;
  for (let y = 0; y < height; y++) {
    const row = samples + load<u32>(rows + 4 * y);
    for (let column = columns; column < end; column += 4) {
      countIn(table, <u32>(lightnessOf16(row + load<u32>(column), light) * 2.55 + 0.5));
    }
  }
}

/**
 * What the tables of four tiles make of a unit, in units: they are interpolated between levels, then weighted. `cell`: 257
 * entries of four singles, in levels.
 */
@inline
function blended(unit: f64, cell: usize, right: f32, below: f32): f64 {
  const level = unit / 257.0;
  const step = min(255, <i32>level);
  const from = cell + (<usize>step << 4);
  const entry = v128.load(from);
  const rest = f32x4.splat(<f32>(level - <f64>step));
  const value = f32x4.add(entry, f32x4.mul(f32x4.sub(v128.load(from, 16), entry), rest));
  const upper = f32x4.extract_lane(value, 0) * (<f32>1 - right) + f32x4.extract_lane(value, 1) * right;
  const lower = f32x4.extract_lane(value, 2) * (<f32>1 - right) + f32x4.extract_lane(value, 3) * right;
  return 257.0 * <f64>(upper * (<f32>1 - below) + lower * below);
}

/** One row of a grey image; source and target may be the same. `columns` as in `claheGreyRow`. */
export function claheGreyRow16(
  source: usize, target: usize, width: i32, cells: usize, columns: usize, below: f32,
): void {
  const weights = columns + (<usize>((width + 3) & ~3) << 2);
  for (let x: usize = 0; x < <usize>width; x++) {
    const cell = cells + load<u32>(columns + (x << 2));
    const made = blended(<f64>load<u16>(source + (x << 1)), cell, load<f32>(weights + (x << 2)), below);
    store<u16>(target + (x << 1), <u16>(made + 0.5));
  }
}

/** One row of RGB: L changes, a and b stay. Source and target may be the same. `tables`: linear light of each unit, and back. */
export function claheLabRow16(
  source: usize, target: usize, width: i32, cells: usize, columns: usize, below: f32, tables: usize,
): void {
  const weights = columns + (<usize>((width + 3) & ~3) << 2);
  for (let x: usize = 0; x < <usize>width; x++, source += 6, target += 6) {
    const r = lightOf(source, tables);
    const g = lightOf(source + 2, tables);
    const b = lightOf(source + 4, tables);
    const rootY = root(0.212671 * r + 0.71516 * g + 0.072169 * b);
    const unit = (116.0 * rootY - 16.0) * 655.35;
    const made = blended(unit, cells + load<u32>(columns + (x << 2)), load<f32>(weights + (x << 2)), below);
    const added = (made - unit) / (655.35 * 116.0);
    const rootX = root((0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.950456);
    const rootZ = root((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
    const lightX = power(rootX + added) * 0.950456;
    const lightY = power(rootY + added);
    const lightZ = power(rootZ + added) * 1.088754;
    store<u16>(target, unitOf(3.240479 * lightX - 1.53715 * lightY - 0.498535 * lightZ, tables));
    store<u16>(target, unitOf(-0.969256 * lightX + 1.875991 * lightY + 0.041556 * lightZ, tables), 2);
    store<u16>(target, unitOf(0.055648 * lightX - 0.204043 * lightY + 1.057311 * lightZ, tables), 4);
  }
}
