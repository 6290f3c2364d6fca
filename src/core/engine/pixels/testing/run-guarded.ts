import { copyPixels, type SurfaceOf } from '../../memory.js';
import { GuardedKernels } from '../../testing/guarded-kernels.js';
import { runPixelOperation, worksInPlace } from '../index.js';

type Runnable = Parameters<typeof runPixelOperation>[3];

export interface SmallRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const kernels = new GuardedKernels();

/**
 * The raster after the Operation. Throws if it is another one in place, if alpha or the source changed, or a byte beyond
 * the raster and its slack.
 */
export function runGuarded(input: SmallRaster, operation: Runnable): Uint8Array {
  const source = surfaceOf(input);
  const target = surfaceOf({ ...input, data: new Uint8Array(input.data.length).fill(55) });
  runPixelOperation(kernels, source, target, operation);
  if (!isEqual(source.data, input.data)) throw new Error('the source changed');
  const output = target.data.slice();
  if (worksInPlace(operation)) {
    copyPixels(source, target);
    runPixelOperation(kernels, target, target, operation);
    if (!isEqual(target.data, output)) throw new Error('in place, the result is another one');
  }
  const isAlphaKept = target.alpha!.every((value) => value === 77);
  kernels.free(source);
  kernels.free(target);
  if (!isAlphaKept) throw new Error('alpha changed');
  return output;
}

function surfaceOf({ width, height, channels, data }: SmallRaster): SurfaceOf<8> {
  const surface = kernels.surface({ width, height, channels, depth: 8, withAlpha: true }) as SurfaceOf<8>;
  surface.data.set(data);
  surface.alpha!.fill(77);
  return surface;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((value, index) => value === b[index]);
}
