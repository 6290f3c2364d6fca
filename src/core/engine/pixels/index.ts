import type { RecodeOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { applyAdaptive } from './adaptive/index.js';
import { applyHsv, applyMatrix } from './colour.js';
import { convolve } from './convolve.js';
import { fillRegions } from './fill.js';
import { applyGrey } from './grey.js';
import { addNoise } from './noise.js';
import { applyTable } from './table.js';
import type { PointOperation } from '../program.js';

export { fusePixelOperations } from './fuse.js';

type Runnable = Exclude<PointOperation, RecodeOperation>;

/** Whether source and target may be the same: no sample of the result depends on its neighbours. */
export function worksInPlace({ kind }: Runnable): boolean {
  return kind !== 'convolve';
}

/** Writes what the Operation makes of `source` to `target`, of the same size and channels. Alpha is not touched. */
export function runPixelOperation(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: Runnable,
): void {
  switch (operation.kind) {
    case 'table':
      applyTable(kernels, source, target, operation);
      return;
    case 'matrix':
      applyMatrix(kernels, source, target, operation);
      return;
    case 'adaptive':
      applyAdaptive(kernels, source, target, operation);
      return;
    case 'grey':
      applyGrey(kernels, source, target, operation);
      return;
    case 'hsv':
      applyHsv(kernels, source, target, operation);
      return;
    case 'noise':
      addNoise(kernels, source, target, operation);
      return;
    case 'fill':
      fillRegions(kernels, source, target, operation);
      return;
    case 'convolve':
      convolve(kernels, source, target, operation);
      return;
  }
}
