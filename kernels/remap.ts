import { CONSTANT, WRAP } from './border';
import { BORDER, CUBIC, LANCZOS, LINEAR, NEAREST, samplePosition } from './chain';
import { copyPixel } from './orient';
import { ROUNDING, put4 } from './positions';
import { fillPixels } from './window';

// Samples a row of pixels whose displacements are known: four at a time where all taps lie within the source, or all
// beyond it, or where a linear position can be folded back; else one by one. Displacements have 16 fraction bits here.

/** The largest size that 16.16 fixed point can fold. */
const FOLDABLE_SIZE: i32 = 16383;

/** These do not change within one call. */
let source: usize = 0;
let stride: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let stage: usize = 0;
let fill: usize = 0;
let border: i32 = 0;
/** Displacements of the row, single precision. */
let alongX: usize = 0;
let alongY: usize = 0;

/**
 * Pixels of row `y` of a target of the source's size.
 * @param from the whole source; its size is that of the stage, which has the form of chain.ts, and whose matrix is not used
 * @param pixel what a constant border fills, as one pixel
 */
export function remapRow(
  from: usize, fromStride: i32, fromWidth: i32, fromHeight: i32, channels: i32, depth: i32,
  row: usize, y: i32, dx: usize, dy: usize, stageAt: usize, pixel: usize, interpolation: i32,
): void {
  source = from;
  stride = fromStride;
  width = fromWidth;
  height = fromHeight;
  stage = stageAt;
  fill = pixel;
  border = <i32>load<f64>(stageAt, BORDER);
  alongX = dx;
  alongY = dy;
  if (interpolation == NEAREST) {
    if (depth == 8) nearestRow<u8>(row, y, channels);
    else nearestRow<u16>(row, y, channels);
  } else if (width < 4) {
    if (depth == 8) exactPixels<u8>(row, 0, width, y, channels, interpolation);
    else exactPixels<u16>(row, 0, width, y, channels, interpolation);
  } else if (depth == 8) smoothRow<u8>(row, y, channels, interpolation);
  else smoothRow<u16>(row, y, channels, interpolation);
}

function smoothRow<Sample>(row: usize, y: i32, channels: i32, interpolation: i32): void {
  if (channels == 3) {
    if (interpolation == LINEAR) linear3<Sample>(row, y);
    else if (interpolation == CUBIC) cubic3<Sample>(row, y);
    else lanczos3<Sample>(row, y);
  } else if (interpolation == LINEAR) linear1<Sample>(row, y);
  else if (interpolation == CUBIC) cubic1<Sample>(row, y);
  else lanczos1<Sample>(row, y);
}

// One function for each case: constants are folded only in inlined calls.
function linear3<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 3, 2);
}

function linear1<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 1, 2);
}

function cubic3<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 3, 4);
}

function cubic1<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 1, 4);
}

function lanczos3<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 3, 8);
}

function lanczos1<Sample>(row: usize, y: i32): void {
  vectors<Sample>(row, y, 1, 8);
}

/** The last four pixels may overlap those before. */
@inline
function vectors<Sample>(row: usize, y: i32, channels: i32, taps: i32): void {
  const bytes = channels * <i32>sizeof<Sample>();
  const rounding = sizeof<Sample>() == 1 ? <f32>ROUNDING : <f32>0;
  const strides = i32x4.splat(stride);
  const reach = (taps >> 1) - 1;
  const rows = i32x4.splat(y);
  const origin = source + <usize>(y * stride);
  const folds = taps == 2 && border != CONSTANT && border != WRAP && height > 1 && max(width, height) <= FOLDABLE_SIZE;
  for (let x = 0; x < width; x += 4) {
    x = min(x, width - 4);
    const dx = v128.load(alongX + <usize>(x << 2));
    const dy = v128.load(alongY + <usize>(x << 2));
    const vx = i32x4.add(fixed16(dx, rounding), i32x4(0, 1 << 16, 2 << 16, 3 << 16));
    const vy = fixed16(dy, rounding);
    const columnAt = i32x4.add(i32x4.shr_s(vx, 16), i32x4.splat(x));
    const rowAt = i32x4.add(i32x4.shr_s(vy, 16), rows);
    const to = row + <usize>(x * bytes);
    if (!v128.any_true(outside(columnAt, rowAt, reach, width - 2 - reach, height - 2 - reach))) {
      put4<Sample>(to, origin + <usize>(x * bytes), stride, strides, 0, 0, 0, vx, vy, channels, taps, false);
    } else if (border == CONSTANT && i32x4.all_true(outside(columnAt, rowAt, -1 - reach, width - 1 + reach, height - 1 + reach))) {
      fillPixels(to, fill, 4, bytes);
    } else if (folds && !v128.any_true(outsideFold(columnAt, rowAt))) {
      const fx = i32x4.add(fixed16(dx, 0), i32x4(x << 16, (x + 1) << 16, (x + 2) << 16, (x + 3) << 16));
      const fy = i32x4.add(fixed16(dy, 0), i32x4.splat(y << 16));
      put4<Sample>(to, source, stride, strides, width, height, border, fx, fy, channels, 2, true);
    } else {
      exactPixels<Sample>(row, x, x + 4, y, channels, taps == 8 ? LANCZOS : taps == 4 ? CUBIC : LINEAR);
    }
  }
}

/** Lanes whose column or row is below `least`, or above its most. */
@inline
function outside(columns: v128, rows: v128, least: i32, mostX: i32, mostY: i32): v128 {
  const first = i32x4.splat(least);
  const before = v128.or(i32x4.lt_s(columns, first), i32x4.lt_s(rows, first));
  return v128.or(before, v128.or(i32x4.gt_s(columns, i32x4.splat(mostX)), i32x4.gt_s(rows, i32x4.splat(mostY))));
}

/** Lanes that one fold does not bring back. */
@inline
function outsideFold(columns: v128, rows: v128): v128 {
  const before = v128.or(i32x4.lt_s(columns, i32x4.splat(2 - width)), i32x4.lt_s(rows, i32x4.splat(2 - height)));
  const after = v128.or(i32x4.gt_s(columns, i32x4.splat(2 * width - 4)), i32x4.gt_s(rows, i32x4.splat(2 * height - 4)));
  return v128.or(before, after);
}

@inline
function fixed16(displacement: v128, rounding: f32): v128 {
  const scaled = f32x4.mul(f32x4.add(displacement, f32x4.splat(rounding)), f32x4.splat(65536));
  return i32x4.trunc_sat_f32x4_s(f32x4.floor(scaled));
}

function exactPixels<Sample>(row: usize, begin: i32, end: i32, y: i32, channels: i32, interpolation: i32): void {
  for (let x = begin; x < end; x++) {
    const at = <usize>(x << 2);
    const to = row + <usize>(x * channels) * sizeof<Sample>();
    const u = <f64>x + <f64>load<f32>(alongX + at);
    const v = <f64>y + <f64>load<f32>(alongY + at);
    samplePosition<Sample>(source, stride, channels, to, u, v, stage, interpolation);
  }
}

function nearestRow<Sample>(row: usize, y: i32, channels: i32): void {
  const bytes = channels * <i32>sizeof<Sample>();
  for (let x = 0; x < width; x++) {
    const at = <usize>(x << 2);
    const column = <i32>floor(<f64>x + <f64>load<f32>(alongX + at) + 0.5);
    const line = <i32>floor(<f64>y + <f64>load<f32>(alongY + at) + 0.5);
    const to = row + <usize>(x * bytes);
    if (<u32>column < <u32>width && <u32>line < <u32>height) {
      copyPixel(source + <usize>(line * stride) + <usize>(column * bytes), to, bytes);
    } else {
      samplePosition<Sample>(source, stride, channels, to, <f64>column, <f64>line, stage, NEAREST);
    }
  }
}
