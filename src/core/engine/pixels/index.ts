import type { PixelOperation, RecodeOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { applyAdaptive, applyHsv, applyMatrix } from './colour.js';
import { convolved } from './convolve.js';
import { fillRegions } from './fill.js';
import { addNoise } from './noise.js';
import { applyTables, tableValues } from './table.js';

export { fusePixelOperations } from './fuse.js';

/**
 * Changes the surface in place and returns it, or frees it and returns a new one. Alpha is not changed.
 */
export function runPixelOperation(
  kernels: Kernels,
  surface: Surface,
  operation: Exclude<PixelOperation, RecodeOperation>,
): Surface {
  switch (operation.kind) {
    case 'table':
      applyTables(kernels, surface, tableValues(operation));
      return surface;
    case 'matrix':
      applyMatrix(kernels, surface, operation);
      return surface;
    case 'adaptive':
      applyAdaptive(kernels, surface, operation);
      return surface;
    case 'hsv':
      applyHsv(kernels, surface, operation);
      return surface;
    case 'noise':
      addNoise(kernels, surface, operation);
      return surface;
    case 'fill':
      fillRegions(kernels, surface, operation);
      return surface;
    case 'convolve': {
      const result = convolved(kernels, surface, operation);
      kernels.free(surface);
      return result;
    }
  }
}
