// RGB → CIE L*a*b* and back, by tables and whole numbers: OpenCV's 8-bit conversions to the bit. Scaled as there: L · 255/100,
// a + 128, b + 128. src/core/engine/pixels/adaptive/lab-tables.ts makes the tables.
import { channelOf4, gather } from './pixel';

/** What each of red, green and blue adds to X, Y and Z: 256 vectors a channel, in units of 2⁻¹² of linear light. */
const GREEN: usize = 4096;
const BLUE: usize = 8192;
/** After them 3,072 values of the root function (16 bits), in units of 2⁻¹⁵. */
const ROOTS: usize = 12288;

/** X, Y and Z of a pixel, divided by those of white, in steps of the table of roots. */
@inline
function lightOf(pixel: usize, tables: usize): v128 {
  const red = v128.load(tables + (<usize>load<u8>(pixel) << 4));
  const green = v128.load(tables + (<usize>load<u8>(pixel, 1) << 4), GREEN);
  const blue = v128.load(tables + (<usize>load<u8>(pixel, 2) << 4), BLUE);
  return i32x4.shr_u(i32x4.add(i32x4.add(red, green), blue), 12);
}

@inline
function lightnessOfRoot(y: i32): i32 {
  return (296 * y - 1336934 + 16384) >> 15;
}

/** L of a pixel, scaled as above. */
@inline
export function lightnessOf(pixel: usize, tables: usize): i32 {
  const y = i32x4.extract_lane(lightOf(pixel, tables), 1);
  return lightnessOfRoot(<i32>load<u16>(tables + ROOTS + (<usize>y << 1)));
}

/** `tables`: as above. Source and target may be the same. */
export function toLab(source: usize, target: usize, pixels: i32, tables: usize): void {
  const roots = tables + ROOTS;
  for (const end = source + 3 * pixels; source < end; source += 3, target += 3) {
    const xyz = lightOf(source, tables);
    const x = <i32>load<u16>(roots + (<usize>i32x4.extract_lane(xyz, 0) << 1));
    const y = <i32>load<u16>(roots + (<usize>i32x4.extract_lane(xyz, 1) << 1));
    const z = <i32>load<u16>(roots + (<usize>i32x4.extract_lane(xyz, 2) << 1));
    store<u8>(target, lightnessOfRoot(y));
    store<u8>(target, (500 * (x - y) + 128 * 32768 + 16384) >> 15, 1);
    store<u8>(target, (200 * (y - z) + 128 * 32768 + 16384) >> 15, 2);
  }
}

/** root · 108/841, rounded towards zero. No quotient is nearer to the next whole number than 1/841, so a little makes up for rounding. */
@inline
function lineOf(root: v128): v128 {
  const quotient = f32x4.mul(f32x4.convert_i32x4_s(root), f32x4.splat(108.0 / 841.0));
  const little = v128.or(v128.and(quotient, i32x4.splat(0x80000000)), f32x4.splat(0.0005));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(quotient, little));
}

/** The inverse of the root function, in units of 2⁻¹⁴: a cube, or near black a line. */
@inline
function power(root: v128): v128 {
  // Roots above 0 fit 16 bits. Those below are not cubed.
  const square = i32x4.shr_s(i32x4.dot_i16x8_s(root, root), 14);
  const cube = i32x4.shr_s(i32x4.mul(square, root), 14);
  const line = i32x4.sub(lineOf(root), i32x4.splat(290));
  return v128.bitselect(line, cube, i32x4.le_s(root, i32x4.splat(3390)));
}

@inline
function linear(x: v128, y: v128, z: v128, wx: i32, wy: i32, wz: i32): v128 {
  const products = i32x4.add(i32x4.mul(x, i32x4.splat(wx)), i32x4.mul(y, i32x4.splat(wy)));
  const sum = i32x4.add(i32x4.add(products, i32x4.mul(z, i32x4.splat(wz))), i32x4.splat(8192));
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(i32x4.splat(4095), i32x4.shr_s(sum, 14)));
}

/** The levels of four values of linear light, in the first byte of each pixel. */
@inline
function storeLevels(target: usize, light: v128, levels: usize): void {
  const four = i64x2.extract_lane(i16x8.narrow_i32x4_u(light, light), 0);
  store<u8>(target, load<u8>(levels + <usize>(four & 0xffff)));
  store<u8>(target, load<u8>(levels + <usize>((four >> 16) & 0xffff)), 3);
  store<u8>(target, load<u8>(levels + <usize>((four >> 32) & 0xffff)), 6);
  store<u8>(target, load<u8>(levels + <usize>(four >>> 48)), 9);
}

/**
 * Four pixels. `lab`: the twelve bytes of which a and b are taken. `lightness`: L, 32 bits each. `tables`: for each L its Y and
 * its root in the lower and upper 16 bits, then the level of each of 4,096 steps of linear light.
 */
@inline
export function storeLab4(target: usize, lab: v128, lightness: v128, tables: usize): void {
  const light = gather(
    tables + (<usize>i32x4.extract_lane(lightness, 0) << 2),
    tables + (<usize>i32x4.extract_lane(lightness, 1) << 2),
    tables + (<usize>i32x4.extract_lane(lightness, 2) << 2),
    tables + (<usize>i32x4.extract_lane(lightness, 3) << 2),
  );
  const y = v128.and(light, i32x4.splat(0xffff));
  const root = i32x4.shr_u(light, 16);
  const a = i32x4.add(i32x4.mul(channelOf4(lab, 1), i32x4.splat(268435)), i32x4.splat(128));
  const b = i32x4.add(i32x4.mul(channelOf4(lab, 2), i32x4.splat(41943)), i32x4.splat(16));
  const x = power(i32x4.add(root, i32x4.sub(i32x4.shr_s(a, 13), i32x4.splat(4194))));
  const z = power(i32x4.sub(root, i32x4.sub(i32x4.shr_s(b, 9), i32x4.splat(10484))));
  const levels = tables + 1024;
  storeLevels(target, linear(x, y, z, 12615, -6296, -2223), levels);
  storeLevels(target + 1, linear(x, y, z, -3773, 7684, 185), levels);
  storeLevels(target + 2, linear(x, y, z, 217, -836, 4715), levels);
}
