import type { FringeOperation, RemapOperation } from '../../plan/operations.js';
import { wholeFrame } from '../../geometry/rectangle.js';
import { colourGrid, colourRole } from '../grid.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { runRemap } from '../remap.js';

/** Shows red and blue by fields of their own. */
export function fringe(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { red, blue, interpolation }: FringeOperation,
): void {
  copyPixels(source, target);
  if (source.channels !== 3) return;
  const { width, height } = source;
  for (const [channel, k] of [
    [0, red],
    [2, blue],
  ] as const) {
    const lens = { kind: 'remap', form: 'lens', unit: [width, height], k } as const;
    const edge = { border: 'replicate', fill: [0], maskFill: 0 } as const;
    bendChannel(kernels, source, target, channel, { ...lens, interpolation, ...edge });
  }
}

function bendChannel(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  channel: number,
  operation: RemapOperation,
): void {
  const { width, height, depth } = source;
  const at = (channel * depth) / 8;
  const count = width * height;
  const plane = { width, height, channels: 1, depth, withAlpha: false } as const;
  const straight = kernels.filled(plane, (surface) => {
    kernels.call.takeChannel(source.pixels.pointer + at, surface.pixels.pointer, count, depth);
  });
  try {
    const bent = kernels.filled(plane, (surface) => {
      const pass = { kind: 'remap', view: wholeFrame(source), operation, output: { width, height } } as const;
      runRemap(kernels, pass, colourGrid(straight), colourGrid(surface), colourRole(surface));
    });
    kernels.call.putChannel(bent.pixels.pointer, target.pixels.pointer + at, count, depth);
    kernels.free(bent);
  } finally {
    kernels.free(straight);
  }
}
