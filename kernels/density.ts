// A linear map of optical densities, −ln of the light from 0 to 1, for each pixel in single precision.

/**
 * `densities`: that of each sample's value. `dark` and `light`: three columns and the offsets of a map, four singles each.
 * Pixels whose luma is at least `threshold`, in units, take the second.
 */
export function mapDensities(
  source: usize, target: usize, pixels: i32, depth: i32, densities: usize, dark: usize, light: usize, threshold: f32,
): void {
  if (depth == 8) map<u8>(source, target, pixels, densities, dark, light, threshold);
  else map<u16>(source, target, pixels, densities, dark, light, threshold);
}

@inline
function map<Sample>(
  source: usize, target: usize, pixels: i32, densities: usize, dark: usize, light: usize, threshold: f32,
): void {
  const largest: f32 = sizeof<Sample>() == 1 ? 255 : 65535;
  const step = 3 * sizeof<Sample>();
  for (const end = source + <usize>pixels * step; source < end; source += step) {
    const red = <u32>load<Sample>(source);
    const green = <u32>load<Sample>(source + sizeof<Sample>());
    const blue = <u32>load<Sample>(source + 2 * sizeof<Sample>());
    const luma = <f32>red * <f32>0.299 + <f32>green * <f32>0.587 + <f32>blue * <f32>0.114;
    const columns = luma < threshold ? dark : light;
    const density = f32x4.add(
      f32x4.add(scaled(columns, densities + (<usize>red << 2)), scaled(columns + 16, densities + (<usize>green << 2))),
      f32x4.add(scaled(columns + 32, densities + (<usize>blue << 2)), v128.load(columns, 48)),
    );
    const samples = f32x4.add(f32x4.mul(lightOf(density), f32x4.splat(largest)), f32x4.splat(0.5));
    const rounded = i32x4.trunc_sat_f32x4_s(f32x4.min(samples, f32x4.splat(largest)));
    store<Sample>(target, <Sample>i32x4.extract_lane(rounded, 0));
    store<Sample>(target + sizeof<Sample>(), <Sample>i32x4.extract_lane(rounded, 1));
    store<Sample>(target + 2 * sizeof<Sample>(), <Sample>i32x4.extract_lane(rounded, 2));
    target += step;
  }
}

@inline
function scaled(column: usize, density: usize): v128 {
  return f32x4.mul(v128.load(column), v128.load32_splat(density));
}

/** e to the power of −density, as 2ⁿ · 2ᶠ; 2ᶠ from 0 to 1 by its Taylor polynomial about ½, within 2 · 10⁻⁷. */
@inline
function lightOf(density: v128): v128 {
  const bounded = f32x4.max(f32x4.splat(-40), f32x4.min(f32x4.splat(40), density));
  const power = f32x4.mul(bounded, f32x4.splat(-1.4426950408889634));
  const whole = f32x4.floor(power);
  const t = f32x4.mul(f32x4.sub(f32x4.sub(power, whole), f32x4.splat(0.5)), f32x4.splat(0.6931471805599453));
  let series = f32x4.add(f32x4.splat(1), f32x4.mul(t, f32x4.splat(1.0 / 7.0)));
  series = next(series, t, 1.0 / 6.0);
  series = next(series, t, 1.0 / 5.0);
  series = next(series, t, 1.0 / 4.0);
  series = next(series, t, 1.0 / 3.0);
  series = next(series, t, 1.0 / 2.0);
  series = next(series, t, 1.0);
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(series, f32x4.splat(1.4142135623730951)), exponent);
}

@inline
function next(series: v128, t: v128, share: f32): v128 {
  return f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.mul(t, f32x4.splat(share)), series));
}
