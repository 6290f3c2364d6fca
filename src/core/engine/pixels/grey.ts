import type { GreyOperation } from '../../plan/operations.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';
import { deepLightTables, toLabTables } from './adaptive/lab-tables.js';

export function applyGrey(kernels: Kernels, source: Surface, target: Surface, { by }: GreyOperation): void {
  if (source.channels === 1) {
    copyPixels(source, target);
    return;
  }
  const isDeep = source.depth === 16;
  const rasters = [source.pixels.pointer, target.pixels.pointer, source.width * source.height] as const;
  if (by === 'middle') {
    kernels.call[isDeep ? 'middleGrey16' : 'middleGrey'](...rasters);
    return;
  }
  withNumbers(kernels, isDeep ? deepLightTables() : toLabTables(), (tables) => {
    kernels.call[isDeep ? 'lightnessGrey16' : 'lightnessGrey'](...rasters, tables);
  });
}
