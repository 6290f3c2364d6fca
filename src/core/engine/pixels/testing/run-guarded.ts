import { GuardedKernels } from '../../testing/guarded-kernels.js';
import { runPixelOperation } from '../index.js';

type Runnable = Parameters<typeof runPixelOperation>[2];

export interface SmallRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const kernels = new GuardedKernels();

/** The raster after the Operation. Throws if alpha changed, or a byte beyond the raster and its slack. */
export function runGuarded({ width, height, channels, data }: SmallRaster, operation: Runnable): Uint8Array {
  const surface = kernels.surface(width, height, channels, true);
  surface.data.set(data);
  surface.alpha!.fill(77);
  const result = runPixelOperation(kernels, surface, operation);
  const output = result.data.slice();
  const isAlphaKept = result.alpha!.every((value) => value === 77);
  kernels.free(result);
  if (!isAlphaKept) throw new Error('alpha changed');
  return output;
}
