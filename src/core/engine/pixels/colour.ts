import type { AdaptiveOperation, MatrixOperation, HsvOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';
import { applyTables, linearValues } from './table.js';

/**
 * Sums are computed from left to right in single precision, then rounded half up or truncated, then clipped. With rows
 * in units of 2⁻¹⁵ every step is exact: 9798, 19235 and 3735 give OpenCV's RGB2GRAY.
 */
export function applyMatrix(kernels: Kernels, surface: Surface, operation: MatrixOperation): void {
  if (surface.channels === 1) return;
  withNumbers(kernels, Float32Array.from(operation.rows), (rows) => {
    const bias = operation.rounding === 'round' ? 0.5 : 0;
    kernels.call.colourMatrix(surface.pixels.pointer, surface.width * surface.height, rows, bias);
  });
}

export function applyAdaptive(kernels: Kernels, surface: Surface, operation: AdaptiveOperation): void {
  const offset = operation.weight * statistic(kernels, surface, operation.statistic);
  applyTables(kernels, surface, [linearValues(operation.scale, offset)]);
}

function statistic(kernels: Kernels, surface: Surface, name: AdaptiveOperation['statistic']): number {
  const { pointer } = surface.pixels;
  const pixels = surface.width * surface.height;
  if (name === 'grey_mean' && surface.channels === 3) {
    return kernels.call.sumOfLuma(pointer, pixels) / pixels;
  }
  const count = pixels * surface.channels;
  return kernels.call.sumOfSamples(pointer, count) / count;
}

/** Shifts are rounded as in Albumentations: hue towards −∞, saturation and value towards zero. */
export function applyHsv(kernels: Kernels, surface: Surface, operation: HsvOperation): void {
  const value = Math.trunc(operation.value);
  if (surface.channels === 1) {
    applyTables(kernels, surface, [linearValues(1, value)]);
    return;
  }
  const hue = ((Math.floor(operation.hue) % 180) + 180) % 180;
  const { pointer } = surface.pixels;
  kernels.call.shiftHsv(
    pointer,
    surface.width * surface.height,
    hue,
    Math.trunc(operation.saturation),
    value,
  );
}
