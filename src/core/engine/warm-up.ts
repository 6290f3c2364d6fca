import type { Edge, Operation, Warp } from '../plan/operations.js';

const edge: Edge = { border: 'reflect_101', fill: [0], maskFill: 0 };
const size = { width: 32, height: 32 };

function warp(matrix: Warp['matrix'], interpolation: Warp['interpolation']): Operation {
  return { kind: 'warp', matrix, interpolation, ...size, ...edge };
}

/** Something for most kernels to do: a kernel's first call takes milliseconds. */
export const WARM_UP: readonly Operation[] = [
  { kind: 'orient', to: 'flip_horizontal' },
  { kind: 'table', form: 'linear', scale: [1.1], offset: [1] },
  { kind: 'orient', to: 'transpose' },
  { kind: 'adaptive', statistic: 'grey_mean', scale: 1.1, weight: -0.1 },
  { kind: 'window', x: -2, y: -2, ...size, ...edge },
  { kind: 'hsv', hue: 3, saturation: 3, value: 3 },
  warp([0.9, 0.1, 2, -0.1, 0.9, 3, 0, 0, 1], 'linear'),
  { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [0.25, 0.5, 0.25] },
  warp([0.9, 0.1, 2, -0.1, 0.9, 3, 0.001, 0, 1], 'linear'),
  { kind: 'noise', distribution: 'gaussian', mean: 0, std: 9, perChannel: true, scale: 1, seed: [1, 2] },
  warp([0.9, 0.1, 2, -0.1, 0.9, 3, 0, 0, 1], 'cubic'),
  { kind: 'resample', width: 20, height: 20, filter: 'area' },
];
