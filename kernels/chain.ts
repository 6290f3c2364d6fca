import { CONSTANT, borderIndex, borderPosition, within } from './border';
import { lanczosWeights } from './lanczos';
import { cubicWeight } from './taps';
import { fillPixels } from './window';

// The exact sampler: double precision, one pixel at a time, through any number of frames. It computes the pixels that
// the vector kernels cannot: those near an edge, and those beyond the edge of an intermediate frame.

export const NEAREST: i32 = 0;
export const LINEAR: i32 = 1;
export const CUBIC: i32 = 2;
export const LANCZOS: i32 = 3;

/**
 * A stage is 16 doubles: matrix (9, from the later frame's index coordinates to this one's), width, height, border,
 * fill (3), one unused. The last stage is the source itself.
 */
const STAGE: usize = 128;
const WIDTH: usize = 72;
const HEIGHT: usize = 80;
export const BORDER: usize = 88;
const FILL: usize = 96;

/** A row has six numbers. They bound five spans: exact, edge, interior, edge, exact. Outside is fill. See spans.ts. */
const ROW: usize = 24;

let u: f64 = 0;
let v: f64 = 0;
/** The source's share of the pixel. The rest comes from fills of the frames, summed in mixed0–2. */
let share: f64 = 1;
let mixed0: f64 = 0;
let mixed1: f64 = 0;
let mixed2: f64 = 0;

/** Computes the exact spans of every row: [row[0], row[1]) and [row[4], row[5]). */
export function sampleChain(
  source: usize, stride: i32, channels: i32, depth: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  stages: usize, count: i32, interpolation: i32,
): void {
  if (depth == 8) sampleRows<u8>(source, stride, channels, target, targetWidth, targetHeight, rows, stages, count, interpolation);
  else sampleRows<u16>(source, stride, channels, target, targetWidth, targetHeight, rows, stages, count, interpolation);
}

function sampleRows<Sample>(
  source: usize, stride: i32, channels: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  stages: usize, count: i32, interpolation: i32,
): void {
  const targetStride = <usize>(targetWidth * channels) * sizeof<Sample>();
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * targetStride;
    sampleSpan<Sample>(source, stride, channels, row, y, load<i32>(rows), load<i32>(rows, 4), stages, count, interpolation);
    sampleSpan<Sample>(source, stride, channels, row, y, load<i32>(rows, 16), load<i32>(rows, 20), stages, count, interpolation);
    rows += ROW;
  }
}

/** Fills everything left of row[0] and from row[5] on with the pixel at `pixel`. */
export function fillOutside(
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize, pixel: usize, bytesPerPixel: i32,
): void {
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * bytesPerPixel);
    const end = load<i32>(rows, 20);
    fillPixels(row, pixel, load<i32>(rows), bytesPerPixel);
    fillPixels(row + <usize>(end * bytesPerPixel), pixel, targetWidth - end, bytesPerPixel);
    rows += ROW;
  }
}

function sampleSpan<Sample>(
  source: usize, stride: i32, channels: i32,
  row: usize, y: i32, begin: i32, end: i32,
  stages: usize, count: i32, interpolation: i32,
): void {
  const last = stages + <usize>(count - 1) * STAGE;
  const isFlat = interpolation != NEAREST && fillsByLevels(last);
  const reach: f64 = interpolation == LINEAR ? 1 : interpolation == CUBIC ? 2 : 4;
  for (let x = begin; x < end; x++) {
    const pixel = row + <usize>(x * channels) * sizeof<Sample>();
    walk(<f64>x, <f64>y, stages, last, interpolation == NEAREST);
    if (isFlat && share == 1.0 && isBeyond(last, reach)) mixFill(last, 0.0);
    if (share == 0.0 && interpolation != NEAREST) storeFill<Sample>(pixel, channels);
    else storePixel<Sample>(source, stride, channels, pixel, last, interpolation);
  }
}

/** Whether what lies beyond the frame is whole numbers: then it is what weights make of it, whatever they are. */
@inline
function fillsByLevels(stage: usize): bool {
  if (<i32>load<f64>(stage, BORDER) != CONSTANT) return false;
  const first = load<f64>(stage, FILL);
  const second = load<f64>(stage, FILL + 8);
  const third = load<f64>(stage, FILL + 16);
  return first == floor(first) && second == floor(second) && third == floor(third);
}

/** Whether the position is so far beyond the frame that no weight meets a pixel of it. */
@inline
function isBeyond(stage: usize, reach: f64): bool {
  return u < -reach || v < -reach || u >= load<f64>(stage, WIDTH) + reach - 1 || v >= load<f64>(stage, HEIGHT) + reach - 1;
}

@inline
function storeFill<Sample>(target: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) storeRounded<Sample>(target + <usize>c * sizeof<Sample>(), mixed(c));
}

/** One pixel at a position of the source, in index coordinates within the range of i32. The matrix of the stage is not used. */
export function samplePosition<Sample>(
  source: usize, stride: i32, channels: i32, target: usize, x: f64, y: f64, stage: usize, interpolation: i32,
): void {
  start(x, y);
  storePixel<Sample>(source, stride, channels, target, stage, interpolation);
}

@inline
function storePixel<Sample>(source: usize, stride: i32, channels: i32, target: usize, stage: usize, interpolation: i32): void {
  if (interpolation == NEAREST) pickNearest<Sample>(source, stride, channels, target, stage);
  else if (interpolation == LINEAR) blendLinear<Sample>(source, stride, channels, target, stage);
  else blendTaps<Sample>(source, stride, channels, target, stage, interpolation == CUBIC ? 4 : 8);
}

function start(x: f64, y: f64): void {
  u = x;
  v = y;
  share = 1;
  mixed0 = 0;
  mixed1 = 0;
  mixed2 = 0;
}

/** Follows an output pixel back to the source, and applies the border of each intermediate frame. */
function walk(x: f64, y: f64, stages: usize, last: usize, nearest: bool): void {
  start(x, y);
  for (let stage = stages; stage < last; stage += STAGE) {
    const visible = project(stage);
    const width = load<f64>(stage, WIDTH);
    const height = load<f64>(stage, HEIGHT);
    const border = <i32>load<f64>(stage, BORDER);
    if (border == CONSTANT) {
      const covered = visible ? cover(u, width, nearest) * cover(v, height, nearest) : 0.0;
      mixFill(stage, covered);
      if (covered == 0.0) return;
      u = within(0, u, width - 1.0);
      v = within(0, v, height - 1.0);
    } else {
      u = borderPosition(u, width, border);
      v = borderPosition(v, height, border);
    }
  }
  if (!project(last) && load<f64>(last, BORDER) == CONSTANT) mixFill(last, 0.0);
}

/** @returns false for points behind the viewer */
function project(stage: usize): bool {
  const x = u;
  const y = v;
  const weight = load<f64>(stage, 48) * x + load<f64>(stage, 56) * y + load<f64>(stage, 64);
  u = bounded((load<f64>(stage) * x + load<f64>(stage, 8) * y + load<f64>(stage, 16)) / weight);
  v = bounded((load<f64>(stage, 24) * x + load<f64>(stage, 32) * y + load<f64>(stage, 40)) / weight);
  return weight > 0.0;
}

/** The value within the range of i32; 0 for NaN. */
@inline
function bounded(value: f64): f64 {
  return value == value ? within(-1e9, value, 1e9) : 0.0;
}

/** The share of a pixel at this position that the frame covers. Its edge blends over one pixel, as linear sampling. */
@inline
function cover(position: f64, size: f64, nearest: bool): f64 {
  if (nearest) return position >= -0.5 && position < size - 0.5 ? 1.0 : 0.0;
  return within(0, within(0, position + 1.0, size - position), 1);
}

@inline
function mixFill(stage: usize, covered: f64): void {
  const filled = share * (1.0 - covered);
  mixed0 += filled * load<f64>(stage, FILL);
  mixed1 += filled * load<f64>(stage, FILL + 8);
  mixed2 += filled * load<f64>(stage, FILL + 16);
  share *= covered;
}

@inline
function mixed(channel: i32): f64 {
  return channel == 0 ? mixed0 : channel == 1 ? mixed1 : mixed2;
}

@inline
function storeRounded<Sample>(target: usize, value: f64): void {
  store<Sample>(target, <Sample>within(0, floor(value + 0.5), <f64>((1 << (8 * <i32>sizeof<Sample>())) - 1)));
}

function pickNearest<Sample>(source: usize, stride: i32, channels: i32, target: usize, stage: usize): void {
  const border = <i32>load<f64>(stage, BORDER);
  const x = borderIndex(<i32>floor(u + 0.5), <i32>load<f64>(stage, WIDTH), border);
  const y = borderIndex(<i32>floor(v + 0.5), <i32>load<f64>(stage, HEIGHT), border);
  if (share != 0.0 && (x | y) < 0) mixFill(stage, 0.0);
  const from = source + <usize>max(y, 0) * stride + <usize>(max(x, 0) * channels) * sizeof<Sample>();
  for (let c = 0; c < channels; c++) {
    const at = <usize>c * sizeof<Sample>();
    store<Sample>(target + at, share == 0.0 ? <Sample>mixed(c) : load<Sample>(from + at));
  }
}

/** One sample of the source, by indices from borderIndex. */
@inline
function tap<Sample>(source: usize, stride: i32, channels: i32, x: i32, y: i32, channel: i32, stage: usize): f64 {
  if ((x | y) < 0) return load<f64>(stage + <usize>(channel << 3), FILL);
  return <f64>load<Sample>(source + <usize>y * stride + <usize>(x * channels + channel) * sizeof<Sample>());
}

function blendLinear<Sample>(source: usize, stride: i32, channels: i32, target: usize, stage: usize): void {
  const border = <i32>load<f64>(stage, BORDER);
  const width = <i32>load<f64>(stage, WIDTH);
  const height = <i32>load<f64>(stage, HEIGHT);
  const left = floor(u);
  const top = floor(v);
  const fx = u - left;
  const fy = v - top;
  const x0 = borderIndex(<i32>left, width, border);
  const x1 = borderIndex(<i32>left + 1, width, border);
  const y0 = borderIndex(<i32>top, height, border);
  const y1 = borderIndex(<i32>top + 1, height, border);
  for (let c = 0; c < channels; c++) {
    let value = 0.0;
    if (share != 0.0) {
      const upper = tap<Sample>(source, stride, channels, x0, y0, c, stage) * (1.0 - fx) + tap<Sample>(source, stride, channels, x1, y0, c, stage) * fx;
      const lower = tap<Sample>(source, stride, channels, x0, y1, c, stage) * (1.0 - fx) + tap<Sample>(source, stride, channels, x1, y1, c, stage) * fx;
      value = upper * (1.0 - fy) + lower * fy;
    }
    storeRounded<Sample>(target + <usize>c * sizeof<Sample>(), mixed(c) + share * value);
  }
}

/** Columns (−1 for fill) and weights of up to eight taps, for one pixel. */
const COLUMNS: usize = memory.data(32, 8);
const WEIGHTS_X: usize = memory.data(64, 8);
const WEIGHTS_Y: usize = memory.data(64, 8);

/** Four taps are bicubic, eight are Lanczos. */
function blendTaps<Sample>(source: usize, stride: i32, channels: i32, target: usize, stage: usize, taps: i32): void {
  const border = <i32>load<f64>(stage, BORDER);
  const width = <i32>load<f64>(stage, WIDTH);
  const height = <i32>load<f64>(stage, HEIGHT);
  const left = <i32>floor(u) + 1 - (taps >> 1);
  const top = <i32>floor(v) + 1 - (taps >> 1);
  setWeights(WEIGHTS_X, u, left, taps);
  setWeights(WEIGHTS_Y, v, top, taps);
  for (let i = 0; i < taps; i++) store<i32>(COLUMNS + (i << 2), borderIndex(left + i, width, border));
  let sum0 = 0.0, sum1 = 0.0, sum2 = 0.0;
  for (let j = 0; j < taps; j++) {
    const y = borderIndex(top + j, height, border);
    const weightY = load<f64>(WEIGHTS_Y + (j << 3));
    for (let i = 0; i < taps; i++) {
      const x = load<i32>(COLUMNS + (i << 2));
      const weight = weightY * load<f64>(WEIGHTS_X + (i << 3));
      sum0 += weight * tap<Sample>(source, stride, channels, x, y, 0, stage);
      if (channels > 1) {
        sum1 += weight * tap<Sample>(source, stride, channels, x, y, 1, stage);
        sum2 += weight * tap<Sample>(source, stride, channels, x, y, 2, stage);
      }
    }
  }
  storeRounded<Sample>(target, mixed0 + share * sum0);
  if (channels > 1) {
    storeRounded<Sample>(target + sizeof<Sample>(), mixed1 + share * sum1);
    storeRounded<Sample>(target + 2 * sizeof<Sample>(), mixed2 + share * sum2);
  }
}

function setWeights(to: usize, position: f64, first: i32, taps: i32): void {
  if (taps == 8) {
    lanczosWeights(to, position - floor(position));
    return;
  }
  for (let i = 0; i < 4; i++) store<f64>(to + (i << 3), cubicWeight(position - <f64>(first + i)));
}
