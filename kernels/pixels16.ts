// Operations on samples of 16 bits that leave every pixel in place. Source and target may be the same, and exactly the
// samples are written. Sums are in double precision, rounded half up.

@inline
function units(value: f64): u16 {
  return <u16>max(0.0, min(65535.0, floor(value + 0.5)));
}

/** Looks samples up in tables of 65,536 samples, one a channel: `tables` points to them one after another. */
export function tableLookup16(source: usize, target: usize, pixels: i32, tables: usize, channels: i32): void {
  const end = source + <usize>(2 * pixels * channels);
  if (channels == 1) {
    for (; source < end; source += 2, target += 2) store<u16>(target, load<u16>(tables + (<usize>load<u16>(source) << 1)));
    return;
  }
  for (; source < end; source += 6, target += 6) {
    store<u16>(target, load<u16>(tables + (<usize>load<u16>(source) << 1)));
    store<u16>(target, load<u16>(tables + (<usize>load<u16>(source, 2) << 1), 0x20000), 2);
    store<u16>(target, load<u16>(tables + (<usize>load<u16>(source, 4) << 1), 0x40000), 4);
  }
}

/** `rows`: 3 × 4 doubles, the last column in units. */
export function colourMatrix16(source: usize, target: usize, pixels: i32, rows: usize): void {
  for (const end = source + <usize>(6 * pixels); source < end; source += 6, target += 6) {
    const r = <f64>load<u16>(source);
    const g = <f64>load<u16>(source, 2);
    const b = <f64>load<u16>(source, 4);
    store<u16>(target, units(r * load<f64>(rows) + g * load<f64>(rows, 8) + b * load<f64>(rows, 16) + load<f64>(rows, 24)));
    store<u16>(target, units(r * load<f64>(rows, 32) + g * load<f64>(rows, 40) + b * load<f64>(rows, 48) + load<f64>(rows, 56)), 2);
    store<u16>(target, units(r * load<f64>(rows, 64) + g * load<f64>(rows, 72) + b * load<f64>(rows, 80) + load<f64>(rows, 88)), 4);
  }
}

/** Sum of all samples, exact up to 2⁵³. */
export function sumOfSamples16(samples: usize, count: i32): f64 {
  let sum: u64 = 0;
  for (const end = samples + <usize>(2 * count); samples < end; samples += 2) sum += load<u16>(samples);
  return <f64>sum;
}

/** Sum of the luma of all RGB pixels, with the weights of `sumOfLuma`, not rounded. */
export function sumOfLuma16(samples: usize, pixels: i32): f64 {
  let sum: u64 = 0;
  for (const end = samples + <usize>(6 * pixels); samples < end; samples += 6) {
    sum += 9798 * <u64>load<u16>(samples) + 19235 * <u64>load<u16>(samples, 2) + 3735 * <u64>load<u16>(samples, 4);
  }
  return <f64>sum / 32768.0;
}

/**
 * Shifts hue (in sixths of the circle, within 0–6), and multiplies and shifts saturation (as a share of 1) and value (in
 * units). Greys stay grey.
 */
export function changeHsv16(
  source: usize, target: usize, pixels: i32, hue: f64, saturation: f64, value: f64,
  saturationFactor: f64, valueFactor: f64,
): void {
  for (const end = source + <usize>(6 * pixels); source < end; source += 6, target += 6) {
    const r = <f64>load<u16>(source);
    const g = <f64>load<u16>(source, 2);
    const b = <f64>load<u16>(source, 4);
    const most = max(r, max(g, b));
    const range = most - min(r, min(g, b));
    const v = max(0.0, min(65535.0, most * valueFactor + value));
    if (range == 0.0) {
      storePixel(target, v, v, v);
      continue;
    }
    let h = (most == r ? (g - b) / range : most == g ? 2.0 + (b - r) / range : 4.0 + (r - g) / range) + hue;
    if (h < 0.0) h += 6.0;
    else if (h >= 6.0) h -= 6.0;
    const s = max(0.0, min(1.0, range / most * saturationFactor + saturation));
    const sector = <i32>h;
    const f = h - <f64>sector;
    const low = v * (1.0 - s);
    const falling = v * (1.0 - s * f);
    const rising = v * (1.0 - s * (1.0 - f));
    if (sector == 0) storePixel(target, v, rising, low);
    else if (sector == 1) storePixel(target, falling, v, low);
    else if (sector == 2) storePixel(target, low, v, rising);
    else if (sector == 3) storePixel(target, low, falling, v);
    else if (sector == 4) storePixel(target, rising, low, v);
    else storePixel(target, v, low, falling);
  }
}

@inline
function storePixel(target: usize, r: f64, g: f64, b: f64): void {
  store<u16>(target, units(r));
  store<u16>(target, units(g), 2);
  store<u16>(target, units(b), 4);
}
