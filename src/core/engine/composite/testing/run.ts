import { expect } from 'vitest';
import type { CompositeOperation, Mask, OverForm } from '../../../plan/operations.js';
import { unitsPerLevel, type Depth } from '../../../plan/depth.js';
import { compile } from '../../compile.js';
import { copyRaster, type Raster } from '../../raster.js';
import { Engine } from '../../run.js';
import { GuardedKernels } from '../../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../../testing/rasters.js';

const engine = new Engine(new GuardedKernels());

export function run(raster: Raster, ...operations: Parameters<typeof compile>[0]): Raster {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

export function inDepth(raster: ReturnType<typeof noisyRaster>, depth: Depth): Raster {
  return depth === 8 ? raster : deepened(raster);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

/** The mask of an Operation as a picture: white, laid over black by it. */
export function maskOf(mask: Mask, width: number, height: number, depth: Depth = 8): number[] {
  const black: Raster = inDepth(noisyRaster(width, height, 1), depth);
  const made = run(
    { ...black, data: black.data.map(() => 0) } as Raster,
    over('normal', [255], [0, 1], mask),
  );
  return Array.from(made.data, (sample) => sample / unitsPerLevel(depth));
}

export function over(
  blend: OverForm['blend'],
  colour: OverForm['colour'],
  weights: OverForm['weights'],
  mask?: Mask,
): CompositeOperation {
  return { kind: 'composite', form: 'over', blend, colour, weights, ...(mask && { mask }) };
}
