import type { Block, Surface } from '../../memory.js';
import { Kernels } from '../../memory.js';
import { runPixelOperation } from '../index.js';

type Runnable = Parameters<typeof runPixelOperation>[2];

export interface SmallRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const GUARD = 0xa5;
const SLACK = 64;
const kernels = new Kernels();

/** The raster after the Operation; throws if any byte but the raster's and its slack has changed. */
export function runGuarded(raster: SmallRaster, operation: Runnable): Uint8Array {
  const { width, height, channels, data } = raster;
  const surface = kernels.surface(width, height, channels, true);
  const blocks = [surface.pixels, ...[1, 2, 3].map(() => kernels.allocate(data.length))];
  const [, before, spare, after] = blocks as [Block, Block, Block, Block];
  for (const block of blocks) kernels.view(block.pointer, block.capacity).fill(GUARD);
  surface.data.set(data);
  surface.alpha!.fill(77);
  kernels.release(spare);

  const result = runPixelOperation(kernels, surface, operation);
  const output = result.data.slice();
  if (result.alpha!.some((value) => value !== 77)) throw new Error('alpha changed');
  expectGuard(before, 0);
  expectGuard(after, 0);
  expectGuard(result.pixels, data.length + SLACK);
  free(result, [before, after]);
  return output;
}

function expectGuard(block: Block, from: number): void {
  const bytes = kernels.view(block.pointer + from, block.capacity - from);
  const changed = bytes.findIndex((value) => value !== GUARD);
  if (changed >= 0) throw new Error(`byte ${from + changed} of ${block.capacity} changed`);
}

function free(surface: Surface, blocks: readonly Block[]): void {
  kernels.free(surface);
  for (const block of blocks) kernels.release(block);
}
