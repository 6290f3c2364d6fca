import type { RecodeOperation, WithinOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { coarsen } from './coarsen.js';
import { applyDensity } from './density.js';
import { applyAdaptive } from './adaptive/index.js';
import { applyHsv, applyMatrix } from './colour.js';
import { convolve } from './convolve.js';
import { fillRegions } from './fill.js';
import { fringe } from './fringe.js';
import { applyGrey } from './grey.js';
import { applyNoise } from './noise.js';
import { rank } from './rank.js';
import { scatter } from './scatter.js';
import { applySuperpixels } from './superpixels.js';
import { applyTable } from './table.js';
import { unsharp } from './unsharp.js';
import type { CompiledComposite, CompiledMatch, PointOperation } from '../program.js';

export { fusePixelOperations } from './fuse.js';

type Runnable = Exclude<
  PointOperation,
  RecodeOperation | CompiledComposite | CompiledMatch | WithinOperation
>;

const APART: readonly PointOperation['kind'][] = [
  'convolve',
  'rank',
  'coarsen',
  'fringe',
  'scatter',
  'superpixels',
  'match',
];

/** Whether source and target may be the same: no sample of the result depends on others that are written before it. */
export function worksInPlace({ kind }: Pick<PointOperation, 'kind'>): boolean {
  return !APART.includes(kind);
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
    case 'density':
      applyDensity(kernels, source, target, operation);
      return;
    case 'noise':
      applyNoise(kernels, source, target, operation);
      return;
    case 'fill':
      fillRegions(kernels, source, target, operation);
      return;
    case 'rank':
      rank(kernels, source, target, operation);
      return;
    case 'coarsen':
      coarsen(kernels, source, target, operation);
      return;
    case 'fringe':
      fringe(kernels, source, target, operation);
      return;
    case 'scatter':
      scatter(kernels, source, target, operation);
      return;
    case 'superpixels':
      applySuperpixels(kernels, source, target, operation);
      return;
    case 'convolve':
      if (operation.form === 'unsharp') unsharp(kernels, source, target, operation);
      else convolve(kernels, source, target, operation);
      return;
  }
}
